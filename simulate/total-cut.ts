import { House, type HouseOptions } from './house.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

const LONGEST_MS = 300_000;

/** All connections break at once, as when the balancer is lost and comes back, and everyone notices at once. */
export function totalCut(options: HouseOptions, pods: number): Outcome {
  const house = new House(options, pods);
  house.agenda.at(0, () => {
    for (const person of house.peopleOn(house.pods)) house.clients.lose(person, 0);
  });
  house.run(LONGEST_MS, () => house.clients.away === 0);
  return outcomeOf(house, options.rules.graceMs);
}

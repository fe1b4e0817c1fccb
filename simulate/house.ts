import { Random } from '../apps/loadtest/src/random.ts';
import { Agenda } from './agenda.ts';
import { Balancer } from './balancer.ts';
import { Clients } from './clients.ts';
import type { Costs } from './costs.ts';
import { HubPod } from './hub-pod.ts';
import type { Population } from './population.ts';
import type { Rules } from './rules.ts';

export interface HouseOptions {
  readonly population: Population;
  readonly rules: Rules;
  readonly costs: Costs;
  readonly seed: number;
  readonly podStartMs: number;
}

/** Pods, a balancer before them and everyone's client, in simulated time. */
export class House {
  readonly options: HouseOptions;
  readonly agenda = new Agenda();
  readonly pods: HubPod[] = [];
  readonly balancer: Balancer;
  readonly clients: Clients;
  readonly random: Random;
  /** Who found no place at the start. */
  readonly turnedAway: number;

  constructor(options: HouseOptions, pods: number) {
    const { population, rules, seed } = options;
    this.options = options;
    this.random = new Random(seed);
    this.balancer = new Balancer(rules);
    const { agenda, balancer, random } = this;
    this.clients = new Clients({ population, balancer, pods: this.pods, agenda, random });
    for (let count = 0; count < pods; count += 1) this.#create().phase = 'serving';
    this.balancer.add(...this.pods);
    this.turnedAway = this.clients.settle();
  }

  get serving(): HubPod[] {
    return this.pods.filter(({ phase }) => phase === 'serving');
  }

  get starting(): number {
    return this.pods.filter(({ phase }) => phase === 'starting').length;
  }

  /** A pod more, which serves when it has started. */
  start(ready: (pod: HubPod) => void = () => {}): void {
    const pod = this.#create();
    this.agenda.at(this.agenda.now() + this.options.podStartMs, () => {
      pod.phase = 'serving';
      this.balancer.add(pod);
      ready(pod);
    });
  }

  /** Everyone who has a place on one of these pods. */
  peopleOn(pods: readonly HubPod[]): number[] {
    const isMeant = new Uint8Array(this.pods.length);
    for (const { number } of pods) isMeant[number] = 1;
    const people: number[] = [];
    const { podOf } = this.clients;
    for (let person = 0; person < podOf.length; person += 1) {
      if (isMeant[podOf[person] as number] === 1) people.push(person);
    }
    return people;
  }

  /** Lets time pass until `isOver`, which is asked every second, and no longer than `longestMs`. */
  run(longestMs: number, isOver: () => boolean): void {
    for (let untilMs = 1000; untilMs <= longestMs; untilMs += 1000) {
      this.agenda.run(untilMs, this.clients.happen);
      if (isOver()) return;
    }
  }

  #create(): HubPod {
    const { rules, costs } = this.options;
    const pod = new HubPod(this.pods.length, rules, costs, this.agenda.now());
    this.pods.push(pod);
    return pod;
  }
}

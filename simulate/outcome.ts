import type { House } from './house.ts';

/** How a scenario went for the people in it. */
export interface Outcome {
  readonly pods: number;
  /** Had no place from the start: the house is too small, or its fullest hubs are. */
  readonly turnedAway: number;
  readonly present: number;
  readonly lost: number;
  readonly moved: number;
  /** Of those who lost their connection: still away at the end. */
  readonly stillAway: number;
  /** From the loss to the place regained. */
  readonly outageMs: Quantiles;
  readonly moveMs: Quantiles;
  /** Back after their place was given up: they come in anew. */
  readonly tooLate: number;
  readonly mostSeatedPerSecond: number;
  readonly mostTriesPerSecond: number;
  /** The most who had been given a turn and waited for it. */
  readonly mostWaiting: number;
  readonly seatedPerSecond: readonly number[];
  readonly triesPerSecond: readonly number[];
}

export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** `keptMs`: for how long after the loss places are kept. */
export function outcomeOf(house: House, keptMs: number): Outcome {
  const { clients } = house;
  const quantiles = ({ quantile }: { quantile: (part: number) => number }) => ({
    p50: quantile(0.5),
    p99: quantile(0.99),
    max: quantile(1),
  });
  const wait = (name: 'outages' | 'moves') => quantiles({ quantile: (part) => clients[name].quantile(part) });
  return {
    pods: house.pods.filter(({ phase }) => phase === 'serving').length,
    turnedAway: house.turnedAway,
    present: house.serving.reduce((sum, { sockets }) => sum + sockets, 0),
    lost: clients.losses,
    moved: clients.moves.total,
    stillAway: clients.away,
    outageMs: wait('outages'),
    moveMs: wait('moves'),
    tooLate: clients.outages.above(keptMs),
    mostSeatedPerSecond: clients.seats.peak,
    mostTriesPerSecond: clients.tries.peak,
    mostWaiting: clients.mostWaiting,
    seatedPerSecond: clients.seats.perSecond,
    triesPerSecond: clients.tries.perSecond,
  };
}

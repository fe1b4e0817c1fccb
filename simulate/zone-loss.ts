import { limits } from '@cline-meet/protocol';
import { noticedAfterMs } from './client-rules.ts';
import { ROUND_TRIP_MS } from './clients.ts';
import { House, type HouseOptions } from './house.ts';
import { Hpa, SYNC_MS } from './hpa.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

export const ZONES = 3;
/** Kubernetes marks a node that is silent for 50 s, and so takes its pods off the endpoints. */
const NODE_GRACE_MS = 50_000;
/** The default toleration of an unreachable node: after that its pods are replaced. */
const TOLERATION_MS = 300_000;
const LONGEST_MS = 600_000;

export interface ZoneLoss extends Outcome {
  /** From the loss until everyone was back; null where some never were. */
  readonly allBackMs: number | null;
  readonly podsAtEnd: number;
  readonly podsByMinute: readonly number[];
}

/** A third of the pods is gone without a word. Their people notice by silence, and the cluster by its nodes. */
export function zoneLoss(options: HouseOptions, pods: number): ZoneLoss {
  const house = new House(options, pods);
  const dead = house.pods.filter(({ number }) => number % ZONES === 0);
  const fleet = new Fleet(house, pods, dead.length);
  house.agenda.at(0, () => {
    for (const pod of dead) pod.phase = 'dead';
    for (const person of house.peopleOn(dead)) {
      const phaseMs = house.random.next() * limits.pingIntervalMs;
      house.clients.lose(person, noticedAfterMs(phaseMs, ROUND_TRIP_MS));
    }
  });
  house.agenda.at(NODE_GRACE_MS, () => house.balancer.remove(...dead));
  house.agenda.at(NODE_GRACE_MS + TOLERATION_MS, () => fleet.replace());
  fleet.look();
  house.run(LONGEST_MS, () => house.clients.away === 0);
  const outcome = outcomeOf(house, options.rules.leaseMs + options.rules.graceMs);
  const lastSeat = house.clients.seats.perSecond.length;
  return {
    ...outcome,
    allBackMs: outcome.stillAway > 0 ? null : 1000 * lastSeat,
    podsAtEnd: house.serving.length,
    podsByMinute: fleet.podsByMinute,
  };
}

/** The pods that there are to be: what the autoscaler wants, and what replaces the lost. It takes none away here. */
class Fleet {
  readonly podsByMinute: number[] = [];
  readonly #house: House;
  readonly #hpa: Hpa;
  #wanted: number;
  #missing: number;

  constructor(house: House, wanted: number, missing: number) {
    this.#house = house;
    this.#hpa = new Hpa(house.options.rules.hpa);
    this.#wanted = wanted;
    this.#missing = missing;
  }

  /** The pods of the lost zone are given up. */
  replace(): void {
    for (let count = 0; count < this.#missing; count += 1) this.#house.start();
    this.#missing = 0;
  }

  look(): void {
    const { agenda, options, clients } = this.#house;
    const nowMs = agenda.now();
    const { serving } = this.#house;
    if (nowMs % 60_000 === 0) this.podsByMinute.push(serving.length);
    const metric = {
      sum: serving.reduce((sum, { sockets }) => sum + sockets, 0),
      targetPerPod: options.rules.hpa.connections,
      reporting: serving.length,
      missing: this.#missing,
      unready: this.#house.starting,
    };
    const desired = this.#hpa.decide(nowMs, this.#wanted, [metric]);
    for (; this.#wanted < desired; this.#wanted += 1) this.#house.start();
    if (nowMs + SYNC_MS <= LONGEST_MS && (clients.away > 0 || nowMs === 0))
      agenda.at(nowMs + SYNC_MS, () => this.look());
  }
}

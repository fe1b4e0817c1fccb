import type { HubPod } from './hub-pod.ts';
import { type Asks, HubRing } from './hub-ring.ts';
import type { Rules } from './rules.ts';

export interface Route {
  /** Null where every hub that was asked refused. */
  readonly pod: HubPod | null;
  /** What was lost on hubs that do not answer. */
  readonly delayMs: number;
}

/** Leads a room to its hub on the ring, and to the next where that is full or gone: as often as the route allows. */
export class Balancer implements Asks {
  readonly #rules: Rules;
  readonly #pods = new Map<number, HubPod>();
  #ring: HubRing | null = null;
  #lostMs = 0;

  constructor(rules: Rules) {
    this.#rules = rules;
  }

  get pods(): Iterable<HubPod> {
    return this.#pods.values();
  }

  add(...pods: HubPod[]): void {
    for (const pod of pods) this.#pods.set(pod.number, pod);
    this.#changed();
  }

  remove(...pods: HubPod[]): void {
    for (const { number } of pods) this.#pods.delete(number);
    this.#changed();
  }

  route(roomPlace: number): Route {
    this.#lostMs = 0;
    const number = this.#ring?.find(roomPlace, 1 + this.#rules.retries, this) ?? null;
    const pod = number === null ? null : (this.#pods.get(number) ?? null);
    return { pod, delayMs: this.#lostMs };
  }

  /** For the ring: asks one hub. */
  takes(number: number): boolean {
    const pod = this.#pods.get(number);
    if (pod?.phase === 'dead') this.#lostMs += this.#rules.connectTimeoutMs;
    return pod?.hasRoom === true;
  }

  #changed(): void {
    this.#ring = this.#pods.size === 0 ? null : new HubRing(this.#rules.ringSize, this.#pods.keys());
  }
}

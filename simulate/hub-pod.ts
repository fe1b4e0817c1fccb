import { Admission } from '../apps/server/src/hub/admission.ts';
import { Refused } from '../apps/server/src/room/model.ts';
import type { Costs } from './costs.ts';
import type { Rules } from './rules.ts';

type Phase = 'starting' | 'serving' | 'draining' | 'dead';

export type Answer = { readonly seatedAtMs: number } | { readonly retryAfterMs: number };

/** One hub: the server's own admission, and a CPU that does one thing after the other. */
export class HubPod {
  readonly number: number;
  readonly #rules: Rules;
  readonly #costs: Costs;
  readonly #admission: Admission;
  phase: Phase = 'starting';
  /** Sockets that are open or have been let in. */
  sockets = 0;
  /** Who was told to come again and did not yet. */
  waiting = 0;
  admitted = 0;
  #freeAtMs = 0;

  constructor(number: number, rules: Rules, costs: Costs, nowMs: number) {
    this.number = number;
    this.#rules = rules;
    this.#costs = costs;
    this.#admission = new Admission(rules.joinsPerSecond, nowMs);
  }

  /** As the hub's `hasRoom`: else it answers 503, and the balancer asks another. */
  get hasRoom(): boolean {
    return this.phase === 'serving' && this.sockets < this.#rules.maxConnections;
  }

  /** `join_room` on a new socket. */
  join(nowMs: number): Answer {
    const seatedAtMs = this.#work(nowMs, this.#costs.connectMicros);
    try {
      this.#admission.admit(nowMs);
    } catch (error) {
      if (error instanceof Refused && error.retryAfterMs !== undefined) return { retryAfterMs: error.retryAfterMs };
      throw error;
    }
    this.sockets += 1;
    this.admitted += 1;
    return { seatedAtMs: Math.max(seatedAtMs, this.#work(nowMs, this.#costs.joinMicros)) };
  }

  #work(nowMs: number, micros: number): number {
    const shareOfCore = this.#rules.cpuLimitMillis / 1000;
    this.#freeAtMs = Math.max(nowMs, this.#freeAtMs) + micros / 1000 / shareOfCore;
    return this.#freeAtMs;
  }
}

import type { UserId } from '@cline-meet/protocol';
import type { Clock } from '../lib/clock.ts';
import { Failure } from './failure.ts';

const WINDOW_MS = 60_000;
const MISSES_PER_ADDRESS = 60;
export const MISSES_PER_PERSON = 10;
/** From this many counters on, those that have run out are dropped. */
const SWEEP_AT = 10_000;

/** Who asks, and from where. */
export interface Asker {
  userId: UserId;
  address: string;
}

interface Count {
  misses: number;
  untilMs: number;
}

/**
 * Ends the guessing of room codes: who asks for too many rooms that do not exist is told nothing for a while, not even
 * of one that does. Who mistypes stays far below, and asking for rooms that exist costs nothing.
 */
export class GuessLimit {
  readonly #counts = new Map<string, Count>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts the look-up as a miss until {@link found}, so that many at once gain nothing. Throws `rate_limited`. */
  ask({ address, userId }: Asker): void {
    const waitMs = Math.max(this.#waitMs(address, MISSES_PER_ADDRESS), this.#waitMs(userId, MISSES_PER_PERSON));
    if (waitMs > 0) throw new Failure('rate_limited', undefined, waitMs);
    this.#sweep();
    this.#add(address, 1);
    this.#add(userId, 1);
  }

  found({ address, userId }: Asker): void {
    this.#add(address, -1);
    this.#add(userId, -1);
  }

  #add(key: string, misses: number): void {
    const count = this.#current(key) ?? { misses: 0, untilMs: this.#clock.now() + WINDOW_MS };
    this.#counts.set(key, { ...count, misses: Math.max(0, count.misses + misses) });
  }

  #waitMs(key: string, allowed: number): number {
    const count = this.#current(key);
    return count && count.misses >= allowed ? count.untilMs - this.#clock.now() : 0;
  }

  #current(key: string): Count | undefined {
    const count = this.#counts.get(key);
    return count && count.untilMs > this.#clock.now() ? count : undefined;
  }

  #sweep(): void {
    if (this.#counts.size < SWEEP_AT) return;
    for (const key of this.#counts.keys()) if (!this.#current(key)) this.#counts.delete(key);
  }
}

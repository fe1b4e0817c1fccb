import { Refused } from '../room/model.ts';
import { TokenBucket } from './token-bucket.ts';

/** The longest that anyone is told to wait: a flood must not send honest people away for minutes. */
const LONGEST_WAIT_MS = 30_000;

/**
 * How many come in at this pod in a second: joins cost more than anything else that a client may ask for, and a herd that
 * lost its server brings them all at once. Who is put off gets a turn of their own, so that they don't come back at once.
 */
export class Admission {
  readonly #bucket: TokenBucket;
  readonly #spacingMs: number;
  /** The last turn that was given out. */
  #lastTurnAtMs = 0;

  constructor(joinsPerSecond: number, nowMs: number) {
    this.#bucket = new TokenBucket({ burst: joinsPerSecond, perSecond: joinsPerSecond }, nowMs);
    this.#spacingMs = 1000 / joinsPerSecond;
  }

  /** Lets one in, or refuses with `unavailable` and the time of their turn. */
  admit(nowMs: number): void {
    const waitMs = this.#bucket.take(nowMs);
    if (waitMs > 0) throw new Refused('unavailable', Math.ceil(this.#nextTurn(nowMs, waitMs) - nowMs));
  }

  /** For one who had nothing good to show: who sends forged tickets must not use up the turns of others. */
  giveBack(): void {
    this.#bucket.giveBack();
  }

  /** Behind all who wait; where that is too far off, a further round begins at the front. */
  #nextTurn(nowMs: number, waitMs: number): number {
    const turnAtMs = Math.max(nowMs + waitMs, this.#lastTurnAtMs + this.#spacingMs);
    this.#lastTurnAtMs = turnAtMs - nowMs > LONGEST_WAIT_MS ? nowMs + waitMs : turnAtMs;
    return this.#lastTurnAtMs;
  }
}

export interface BucketShape {
  /** How many may come at once. */
  readonly burst: number;
  readonly perSecond: number;
}

/** A token bucket: allows `burst` at once and `perSecond` in the long run. */
export class TokenBucket {
  readonly #shape: BucketShape;
  #tokens: number;
  #filledAtMs: number;

  constructor(shape: BucketShape, nowMs: number) {
    this.#shape = shape;
    this.#tokens = shape.burst;
    this.#filledAtMs = nowMs;
  }

  /** Takes a token and returns 0, or returns the milliseconds until there is one. */
  take(nowMs: number): number {
    const { burst, perSecond } = this.#shape;
    const refilled = (Math.max(0, nowMs - this.#filledAtMs) / 1000) * perSecond;
    this.#tokens = Math.min(burst, this.#tokens + refilled);
    this.#filledAtMs = nowMs;
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) / perSecond) * 1000);
    this.#tokens -= 1;
    return 0;
  }

  /** Takes back what a {@link take} took and was not used. */
  giveBack(): void {
    this.#tokens = Math.min(this.#shape.burst, this.#tokens + 1);
  }
}

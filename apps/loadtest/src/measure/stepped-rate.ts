/** What stays as it is for longer has come to rest. */
const LONGEST_STEP_MS = 10_000;

/** How fast a counter grows that is brought up to date now and then: from step to step, and not from look to look. */
export class SteppedRate {
  #value: number | null = null;
  /** When it came to its value; null before it was seen to change. */
  #sinceMs: number | null = null;
  #rate: number | null = null;

  /** In a millisecond; null where no whole step has been seen. */
  look(value: number, atMs: number): number | null {
    const [before, sinceMs] = [this.#value, this.#sinceMs];
    const rests = sinceMs !== null && atMs - sinceMs >= LONGEST_STEP_MS;
    if (value === before && !rests) return this.#rate;
    // One that was started anew counts from nothing.
    const isKnown = before !== null && sinceMs !== null && value >= before;
    this.#rate = isKnown ? (value - before) / (atMs - sinceMs) : null;
    this.#value = value;
    this.#sinceMs = before === null ? null : atMs;
    return this.#rate;
  }
}

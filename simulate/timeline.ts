const SLOT_MS = 1000;

/** Counts by the second. */
export class Timeline {
  readonly #counts: number[] = [];

  add(atMs: number): void {
    const slot = Math.floor(atMs / SLOT_MS);
    while (this.#counts.length <= slot) this.#counts.push(0);
    this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
  }

  get perSecond(): readonly number[] {
    return this.#counts;
  }

  get peak(): number {
    return this.#counts.reduce((most, count) => Math.max(most, count), 0);
  }
}

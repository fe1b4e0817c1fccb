/** Counts durations to the millisecond up to ten minutes, and to that above: millions of them in little memory. */
export class Histogram {
  static readonly LONGEST_MS = 600_000;
  readonly #counts = new Uint32Array(Histogram.LONGEST_MS + 1);
  #total = 0;

  get total(): number {
    return this.#total;
  }

  add(ms: number): void {
    const at = Math.min(Math.max(Math.round(ms), 0), Histogram.LONGEST_MS);
    this.#counts[at] = (this.#counts[at] as number) + 1;
    this.#total += 1;
  }

  /** The least duration that at least this part of all do not exceed; 0 where there is none. */
  quantile(part: number): number {
    const wanted = Math.max(1, Math.ceil(part * this.#total));
    let seen = 0;
    for (let ms = 0; ms < this.#counts.length && this.#total > 0; ms += 1) {
      seen += this.#counts[ms] as number;
      if (seen >= wanted) return ms;
    }
    return 0;
  }

  /** How many took longer. */
  above(ms: number): number {
    let sum = 0;
    for (let at = Math.max(0, Math.floor(ms) + 1); at < this.#counts.length; at += 1) sum += this.#counts[at] as number;
    return sum;
  }
}

/** 64 steps for each doubling: a percentile is told at most 1.6 % too high, and never too low. */
const STEP_BITS = 6;
const STEPS = 1 << STEP_BITS;
/** Values are kept in hundredths of a millisecond. */
const UNITS_PER_MS = 100;
const LARGEST = 2 ** 31 - 1;

/** As it travels between processes: pairs of a bucket and its count, and the largest value. */
export interface PackedHistogram {
  readonly buckets: readonly (readonly [number, number])[];
  readonly maxMs: number;
}

export interface Summary {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * How often each duration was seen, in buckets that grow with the value (the idea of HdrHistogram): at most some 1,700
 * numbers, whatever is recorded. Histograms of several processes add up without loss.
 */
export class Histogram {
  readonly #counts = new Map<number, number>();
  #count = 0;
  #maxMs = 0;

  get count(): number {
    return this.#count;
  }

  get maxMs(): number {
    return this.#maxMs;
  }

  /** What is negative, as by a clock that was set, counts as nothing. */
  record(durationMs: number): void {
    const ms = Math.max(0, durationMs);
    this.#add(bucketOf(ms), 1);
    this.#maxMs = Math.max(this.#maxMs, ms);
  }

  add({ buckets, maxMs }: PackedHistogram): void {
    for (const [bucket, count] of buckets) this.#add(bucket, count);
    this.#maxMs = Math.max(this.#maxMs, maxMs);
  }

  pack(): PackedHistogram {
    return { buckets: [...this.#counts], maxMs: this.#maxMs };
  }

  /** The least duration that `percent` of all are not above, in milliseconds; 0 where there are none. */
  percentile(percent: number): number {
    const rank = Math.max(1, Math.ceil((percent / 100) * this.#count));
    let seen = 0;
    for (const [bucket, count] of [...this.#counts].sort(([a], [b]) => a - b)) {
      seen += count;
      if (seen >= rank) return Math.min(highestOf(bucket), this.#maxMs);
    }
    return 0;
  }

  summary(): Summary {
    const [p50, p90, p99] = [50, 90, 99].map((percent) => this.percentile(percent)) as [number, number, number];
    return { count: this.#count, p50, p90, p99, max: this.#maxMs };
  }

  #add(bucket: number, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
    this.#count += count;
  }
}

function bucketOf(ms: number): number {
  const units = Math.min(LARGEST, Math.round(ms * UNITS_PER_MS));
  if (units < STEPS) return units;
  const shift = 31 - Math.clz32(units) - STEP_BITS;
  return shift * STEPS + (units >>> shift);
}

function highestOf(bucket: number): number {
  if (bucket < 2 * STEPS) return bucket / UNITS_PER_MS;
  const shift = Math.floor(bucket / STEPS) - 1;
  const step = bucket - shift * STEPS;
  return ((step + 1) * 2 ** shift - 1) / UNITS_PER_MS;
}

import { Histogram, type Summary } from './histogram.ts';
import { type Counter, type Measure, measures, type Tally } from './recorder.ts';
import type { ServerFigures } from './server-figures.ts';

/** How one process of the generator is. */
export interface LoadFigures {
  readonly connections: number;
  readonly inside: number;
  /** Of one core, since the last time. */
  readonly cpuShare: number;
  readonly memoryBytes: number;
}

export interface ServerPoint extends Omit<ServerFigures, 'cpuSeconds' | 'workersCpuSeconds'> {
  /** Of one core; null where there is nothing to compare with yet. */
  readonly cpuShare: number | null;
  /** Of its media workers, in all; null too where there are none. */
  readonly workersCpuShare: number | null;
}

/** One stretch of the run, as the report has it. */
export interface Interval {
  readonly atSeconds: number;
  readonly connections: number;
  readonly inside: number;
  /** The busiest process of the generator, of one core. */
  readonly loadCpuShare: number;
  /** All its processes. */
  readonly loadMemoryBytes: number;
  readonly counts: Partial<Record<Counter, number>>;
  readonly latencies: Partial<Record<Measure, Summary>>;
  /** In the order of the servers; null for one that did not answer. */
  readonly servers: readonly (ServerPoint | null)[];
}

const MOST_INTERVALS = 300;

interface Stretch {
  readonly load: Map<number, LoadFigures>;
  readonly counts: Map<Counter, number>;
  readonly histograms: Map<Measure, Histogram>;
  servers: (ServerPoint | null)[];
}

/** Puts together what all processes tell, over time and in all. At most 300 stretches, however long the run. */
export class Series {
  readonly intervalMs: number;
  readonly #stretches: Stretch[] = [];
  readonly #histograms = new Map<Measure, Histogram>();
  readonly #counts = new Map<Counter, number>();
  readonly #errors = new Map<string, number>();

  constructor(expectedMs: number) {
    this.intervalMs = Math.max(1, Math.ceil(expectedMs / 1000 / MOST_INTERVALS)) * 1000;
  }

  get counts(): ReadonlyMap<Counter, number> {
    return this.#counts;
  }

  get errors(): ReadonlyMap<string, number> {
    return this.#errors;
  }

  summary(measure: Measure): Summary {
    return (this.#histograms.get(measure) ?? new Histogram()).summary();
  }

  tell(worker: number, atMs: number, tally: Tally, load: LoadFigures): void {
    const stretch = this.#stretchAt(atMs);
    stretch.load.set(worker, load);
    for (const [name, packed] of Object.entries(tally.histograms)) {
      const measure = name as Measure;
      for (const histograms of [stretch.histograms, this.#histograms]) histogramOf(histograms, measure).add(packed);
    }
    for (const [name, count] of Object.entries(tally.counts)) {
      for (const counts of [stretch.counts, this.#counts]) raise(counts, name as Counter, count);
    }
    for (const [kind, count] of Object.entries(tally.errors)) raise(this.#errors, kind, count);
  }

  tellServers(atMs: number, servers: (ServerPoint | null)[]): void {
    this.#stretchAt(atMs).servers = servers;
  }

  intervals(): Interval[] {
    return this.#stretches.map((stretch, index) => this.#interval(stretch, index));
  }

  /** How it is now; of servers that are slow to answer, how they were before. */
  get latest(): Interval | null {
    const stretch = this.#stretches.at(-1);
    if (!stretch) return null;
    const interval = this.#interval(stretch, this.#stretches.length - 1);
    return { ...interval, servers: this.#stretches.findLast(({ servers }) => servers.length > 0)?.servers ?? [] };
  }

  /** Of what was seen at all. */
  summaries(): Partial<Record<Measure, Summary>> {
    const seen = (Object.keys(measures) as Measure[]).filter((measure) => this.#histograms.has(measure));
    return Object.fromEntries(seen.map((measure) => [measure, this.summary(measure)]));
  }

  #interval(stretch: Stretch, index: number): Interval {
    const load = [...stretch.load.values()];
    return {
      atSeconds: (index * this.intervalMs) / 1000,
      connections: sum(load.map(({ connections }) => connections)),
      inside: sum(load.map(({ inside }) => inside)),
      loadCpuShare: Math.max(0, ...load.map(({ cpuShare }) => cpuShare)),
      loadMemoryBytes: sum(load.map(({ memoryBytes }) => memoryBytes)),
      counts: Object.fromEntries(stretch.counts),
      latencies: Object.fromEntries([...stretch.histograms].map(([name, each]) => [name, each.summary()])),
      servers: stretch.servers,
    };
  }

  /** Stretches between are made too, so that no time is missing. A run that goes on too long ends in the last one. */
  #stretchAt(atMs: number): Stretch {
    const index = Math.min(2 * MOST_INTERVALS, Math.max(0, Math.floor(atMs / this.intervalMs)));
    while (this.#stretches.length <= index) {
      const load = new Map(this.#stretches.at(-1)?.load);
      this.#stretches.push({ load, counts: new Map(), histograms: new Map(), servers: [] });
    }
    return this.#stretches[index] as Stretch;
  }
}

function histogramOf(histograms: Map<Measure, Histogram>, measure: Measure): Histogram {
  const found = histograms.get(measure) ?? new Histogram();
  histograms.set(measure, found);
  return found;
}

function raise<Key>(counts: Map<Key, number>, key: Key, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);

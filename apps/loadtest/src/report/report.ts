import { cpus, totalmem } from 'node:os';
import type { MediaKinds } from '../bot/bot.ts';
import type { RunPlan } from '../flags.ts';
import type { Summary } from '../measure/histogram.ts';
import type { Counter, Measure } from '../measure/recorder.ts';
import type { Interval, Series } from '../measure/series.ts';
import type { Load } from '../scenarios/scenario.ts';

/** How the run came to its end. */
export type Ending = 'done' | 'interrupted' | 'failed';

/** All that is known of a run, as `report.json` has it. */
export interface Report {
  readonly scenario: string;
  readonly about: string;
  readonly startedAt: string;
  readonly seconds: number;
  readonly ending: Ending;
  /** Why it failed; null where it did not. */
  readonly failure: string | null;
  readonly load: Load;
  /** Null: bots sent no media. */
  readonly media: MediaKinds | null;
  readonly processes: number;
  readonly seed: number;
  readonly servers: readonly string[];
  readonly machine: string;
  readonly counts: Partial<Record<Counter, number>>;
  readonly latencies: Partial<Record<Measure, Summary>>;
  readonly errors: Record<string, number>;
  /** Bots that were due to come in, or back, and were not inside by the end, or by their own leaving. */
  readonly missing: number;
  /** The most of any stretch. */
  readonly peak: { readonly connections: number; readonly inside: number };
  readonly generator: Generator;
  /** What the scenario did to the servers, and when (seconds). */
  readonly steps: readonly Step[];
  readonly intervalMs: number;
  readonly intervals: readonly Interval[];
}

export interface Step {
  readonly atSeconds: number;
  readonly what: string;
}

export interface Generator {
  /** Null where there were too few to tell. */
  readonly bytesPerBot: number | null;
  readonly busiestCpuShare: number;
  /** Why its figures may not be the servers' alone; null where it kept up. */
  readonly bottleneck: string | null;
}

export interface Run {
  readonly plan: RunPlan;
  readonly series: Series;
  readonly startedAt: Date;
  readonly seconds: number;
  readonly ending: Ending;
  readonly failure: string | null;
  readonly servers: readonly string[];
  readonly steps: readonly Step[];
  /** Of all processes of bots, before the first bot was there. */
  readonly emptyBytes: number;
}

export function reportOf({ plan, series, startedAt, emptyBytes, ...rest }: Run): Report {
  const intervals = series.intervals();
  const { scenario, load, media, processes, seed } = plan;
  return {
    scenario: scenario.name,
    about: scenario.about,
    startedAt: startedAt.toISOString(),
    ...rest,
    load,
    media,
    processes,
    seed,
    machine: machine(),
    counts: Object.fromEntries(series.counts),
    latencies: series.summaries(),
    errors: Object.fromEntries(series.errors),
    missing: missingOf(series),
    peak: {
      connections: Math.max(0, ...intervals.map(({ connections }) => connections)),
      inside: Math.max(0, ...intervals.map(({ inside }) => inside)),
    },
    generator: generatorOf(intervals, series.summary('late'), emptyBytes),
    intervalMs: series.intervalMs,
    intervals,
  };
}

/** Who was cut or lost and did not return is missing too. */
function missingOf({ counts }: Series): number {
  const of = (counter: Counter) => counts.get(counter) ?? 0;
  return Math.max(0, of('due') + of('cut') + of('lost') - of('joined') - of('returned'));
}

/** Below this a process itself grows by more than its bots do. */
const ENOUGH_BOTS = 500;
const BUSY_SHARE = 0.9;
const LATE_MS = 50;

function generatorOf(intervals: readonly Interval[], late: Summary, emptyBytes: number): Generator {
  const busiestCpuShare = Math.max(0, ...intervals.map(({ loadCpuShare }) => loadCpuShare));
  const [fullest] = [...intervals].sort((a, b) => b.inside - a.inside);
  const isKnown = fullest && fullest.inside >= ENOUGH_BOTS;
  const bytesPerBot = isKnown ? Math.round((fullest.loadMemoryBytes - emptyBytes) / fullest.inside) : null;
  return { bytesPerBot, busiestCpuShare, bottleneck: bottleneckOf(busiestCpuShare, late) };
}

function bottleneckOf(busiestCpuShare: number, late: Summary): string | null {
  if (busiestCpuShare > BUSY_SHARE) {
    return `one of its processes used ${Math.round(busiestCpuShare * 100)} % of a core: give more --processes, or cores`;
  }
  if (late.p99 > LATE_MS) {
    return `it was ${Math.round(late.p99)} ms late (p99) with what was due, and latencies include that`;
  }
  return null;
}

function machine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${processors[0]?.model.trim()}, ${processors.length} cores, ${memory} GiB; Node ${process.versions.node}`;
}

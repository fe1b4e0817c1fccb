import { mediaWays } from '../measure/media-ways.ts';
import { type Measure, measures } from '../measure/recorder.ts';
import type { Interval } from '../measure/series.ts';
import { usedWays, wayNames } from './media-line.ts';
import type { Plot } from './plot.ts';
import type { Report } from './report.ts';

const MEBIBYTE = 2 ** 20;

/** What the report draws. */
export function plotsOf({ counts, intervals, intervalMs, latencies, servers }: Report): Plot[] {
  const times = intervals.map(({ atSeconds }) => atSeconds);
  const over = (value: (interval: Interval) => number | null) => intervals.map(value);
  const perSecond = (counter: keyof Interval['counts']) =>
    over(({ counts }) => ((counts[counter] ?? 0) / intervalMs) * 1000);
  const eachServer = (value: (point: NonNullable<Interval['servers'][number]>) => number | null) =>
    servers.map((name, index) => ({
      name,
      values: over((interval) => {
        const point = interval.servers[index];
        return point ? value(point) : null;
      }),
    }));
  const areServersKnown = intervals.some((interval) => interval.servers.some((point) => point !== null));
  const latencyPlots = (Object.keys(latencies) as Measure[]).map((measure) => latencyPlot(measure, intervals));
  const packetPlots = usedWays(counts).map(
    (way): Plot => ({
      title: `Packets a second, ${wayNames[way]}`,
      unit: '1/s',
      times,
      lines: (['sent', 'received', 'lost'] as const).map((name) => ({ name, values: perSecond(mediaWays[way][name]) })),
    }),
  );
  const hasWorkers = intervals.some(({ servers: points }) => points.some((point) => point?.workersCpuShare != null));
  const workerPlot: Plot = {
    title: 'CPU of the media workers',
    unit: '% of a core',
    times,
    lines: eachServer(({ workersCpuShare }) => percent(workersCpuShare)),
  };
  const serverPlots: Plot[] = [
    { title: 'CPU of the servers', unit: '% of a core', times, lines: eachServer(({ cpuShare }) => percent(cpuShare)) },
    {
      title: 'Memory of the servers',
      unit: 'MiB',
      times,
      lines: eachServer(({ memoryBytes }) => memoryBytes / MEBIBYTE),
    },
    { title: 'Event-loop lag of the servers, p99', unit: 'ms', times, lines: eachServer(({ lagP99Ms }) => lagP99Ms) },
  ];
  return [
    {
      title: 'Connections',
      unit: 'number',
      times,
      lines: [
        { name: 'open', values: over(({ connections }) => connections) },
        { name: 'inside', values: over(({ inside }) => inside) },
      ],
    },
    {
      title: 'People who come and come back',
      unit: '1/s',
      times,
      lines: [
        { name: 'joins', values: perSecond('joined') },
        { name: 'returns', values: perSecond('returned') },
        { name: 'lost connections', values: perSecond('lost') },
      ],
    },
    ...packetPlots,
    ...latencyPlots,
    ...(areServersKnown ? serverPlots : []),
    ...(hasWorkers ? [workerPlot] : []),
    {
      title: 'CPU of the generator, its busiest process',
      unit: '% of a core',
      times,
      lines: [{ name: 'generator', values: over(({ loadCpuShare }) => percent(loadCpuShare)) }],
    },
    {
      title: 'Memory of the generator, all processes',
      unit: 'MiB',
      times,
      lines: [{ name: 'generator', values: over(({ loadMemoryBytes }) => loadMemoryBytes / MEBIBYTE) }],
    },
  ];
}

function latencyPlot(measure: Measure, intervals: readonly Interval[]): Plot {
  const percentiles = ['p50', 'p90', 'p99', 'max'] as const;
  return {
    title: measures[measure],
    unit: 'ms',
    times: intervals.map(({ atSeconds }) => atSeconds),
    isLogarithmic: true,
    lines: percentiles.map((name) => ({
      name,
      values: intervals.map(({ latencies }) => latencies[measure]?.[name] ?? null),
    })),
  };
}

const percent = (share: number | null) => (share === null ? null : share * 100);

import { join } from 'node:path';
import { mediaLines } from './media-line.ts';
import type { Report } from './report.ts';

const MEBIBYTE = 2 ** 20;

/** What is said at the end, where it was started. */
export function summaryOf(report: Report, folder: string): string {
  const { scenario, seconds, ending, failure, peak, missing, latencies, counts, errors, generator } = report;
  const heads = `${'ms'.padEnd(10)}${['count', 'p50', 'p90', 'p99', 'max'].map((head) => head.padStart(10)).join('')}`;
  const rows = Object.entries(latencies).map(([name, { count, ...values }]) => {
    const cells = [String(count), ...Object.values(values).map((value) => value.toFixed(1))];
    return name.padEnd(10) + cells.map((cell) => cell.padStart(10)).join('');
  });
  return [
    '',
    `${scenario}: ${ending} after ${seconds.toFixed(1)} s${failure ? `: ${failure}` : ''}`,
    `most at once: ${peak.connections} connections, ${peak.inside} inside; not in by the end: ${missing}`,
    '',
    heads,
    ...rows,
    '',
    list('counts', counts),
    list('errors', errors),
    ...mediaLines(counts).map((line) => line.join(': ')),
    ...serverLines(report),
    `generator: ${generator.bottleneck ?? 'kept up'}${bytes(generator.bytesPerBot)}`,
    `report: ${join(folder, 'report.html')}`,
  ].join('\n');
}

function list(name: string, numbers: Partial<Record<string, number>>): string {
  const parts = Object.entries(numbers).map(([key, value]) => `${key} ${value}`);
  return `${name}: ${parts.join(', ') || 'none'}`;
}

/** The most that each was seen to take. */
function serverLines({ servers, intervals }: Report): string[] {
  return servers.flatMap((name, index) => {
    const points = intervals.map((interval) => interval.servers[index] ?? null).filter((point) => point !== null);
    if (points.length === 0) return [];
    const most = (values: number[]) => Math.max(0, ...values);
    const cpu = most(points.map(({ cpuShare }) => cpuShare ?? 0)) * 100;
    const memory = most(points.map(({ memoryBytes }) => memoryBytes)) / MEBIBYTE;
    const lag = most(points.map(({ lagP99Ms }) => lagP99Ms));
    const putOff = most(points.map((point) => point.putOff));
    const workers = points.map(({ workersCpuShare }) => workersCpuShare).filter((share) => share !== null);
    const media = workers.length > 0 ? `; media workers ${(most(workers) * 100).toFixed(0)} % of a core` : '';
    return `${name}: at most ${cpu.toFixed(0)} % of a core, ${memory.toFixed(0)} MiB, lag p99 ${lag.toFixed(0)} ms; ${putOff} put off${media}`;
  });
}

const bytes = (count: number | null) => (count === null ? '' : `; ${(count / 1024).toFixed(1)} KiB a bot`);

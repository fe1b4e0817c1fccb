import type { Interval, Series } from './measure/series.ts';
import { mediaLines } from './report/media-line.ts';
import type { Step } from './report/report.ts';

/** What a person who watches is told. */
export type Status =
  | { name: 'starting'; what: string }
  | { name: 'preparing'; done: number; of: number }
  | { name: 'running'; elapsedMs: number; expectedMs: number; target: number; series: Series; step: Step | null }
  | { name: 'ending' };

export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const PLAIN_EVERY_MS = 5_000;
const BAR = 24;

/** Shows how it goes: a block of lines that is drawn over itself on a terminal, and now and then a line elsewhere. */
export class Screen {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  #drawn = 0;
  #shownName = '';
  #shownAtMs = Number.NEGATIVE_INFINITY;

  constructor(terminal: Terminal, now: () => number) {
    this.#terminal = terminal;
    this.#now = now;
  }

  show(status: Status): void {
    const lines = linesOf(status);
    if (this.#terminal.isTTY) this.#redraw(lines);
    else this.#plain(status.name, lines);
  }

  /** Leaves what is drawn, and goes on below it. */
  print(text: string): void {
    this.#drawn = 0;
    this.#terminal.write(`${text}\n`);
  }

  #redraw(lines: readonly string[]): void {
    // Some terminals say 0.
    const width = this.#terminal.columns || 80;
    const up = this.#drawn > 0 ? `\u001b[${this.#drawn}A\r\u001b[J` : '';
    this.#terminal.write(`${up}${lines.map((line) => line.slice(0, width - 1)).join('\n')}\n`);
    this.#drawn = lines.length;
  }

  #plain(name: Status['name'], lines: readonly string[]): void {
    if (name === this.#shownName && this.#now() - this.#shownAtMs < PLAIN_EVERY_MS) return;
    this.#shownName = name;
    this.#shownAtMs = this.#now();
    this.#terminal.write(`${lines.join(' | ')}\n`);
  }
}

/** What a status says, a line for each thing. */
export function linesOf(status: Status): string[] {
  switch (status.name) {
    case 'starting':
      return [status.what];
    case 'preparing':
      return [
        `${bar(status.done / Math.max(1, status.of))} signing in, making rooms, getting tickets: ${status.done} of ${status.of}`,
      ];
    case 'running':
      return runningLines(status);
    case 'ending':
      return ['Ending …'];
    default:
      return status satisfies never;
  }
}

function runningLines({ elapsedMs, expectedMs, target, series, step }: Extract<Status, { name: 'running' }>): string[] {
  const share = Math.min(1, elapsedMs / expectedMs);
  const first = `${bar(share)} ${Math.round(elapsedMs / 1000)} of ${Math.round(expectedMs / 1000)} s`;
  const { latest } = series;
  if (!latest) return [first];
  const media = mediaLines(Object.fromEntries(series.counts));
  const errors = [...series.errors.values()].reduce((all, each) => all + each, 0);
  return [
    first,
    `${latest.inside} of ${target} inside, ${latest.connections} connections, ${series.counts.get('lost') ?? 0} lost, ${errors} errors`,
    latencyLine(latest),
    ...media.map((line) => line.join(': ')),
    ...latest.servers.flatMap((server, index) => (server ? [serverLine(index, server)] : [])),
    `generator: ${percent(latest.loadCpuShare)} of a core, ${mebibytes(latest.loadMemoryBytes)}`,
    ...(step ? [`${Math.round(step.atSeconds)} s: ${step.what}`] : []),
  ];
}

function latencyLine({ latencies }: Interval): string {
  const parts = Object.entries(latencies).map(([name, { p50, p99 }]) => `${name} ${p50.toFixed(1)}/${p99.toFixed(1)}`);
  return parts.length > 0 ? `p50/p99 in ms: ${parts.join(', ')}` : 'nothing was measured in this stretch';
}

function serverLine(index: number, server: NonNullable<Interval['servers'][number]>): string {
  const cpu = server.cpuShare === null ? '' : `${percent(server.cpuShare)} of a core, `;
  const media = server.workersCpuShare === null ? '' : `, media workers ${percent(server.workersCpuShare)} of a core`;
  return `server ${index + 1}: ${cpu}${mebibytes(server.memoryBytes)}, ${server.connections} connections, lag p99 ${server.lagP99Ms.toFixed(0)} ms${media}`;
}

function bar(share: number): string {
  const filled = Math.round(share * BAR);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}]`;
}

const percent = (share: number) => `${Math.round(share * 100)} %`;
const mebibytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;

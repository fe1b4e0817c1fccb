import type { ServerPoint } from './measure/series.ts';
import { askServer, type ServerFigures } from './measure/server-figures.ts';
import { SteppedRate } from './measure/stepped-rate.ts';

/** Follows what servers tell of themselves. */
export class Watch {
  readonly #urls: readonly string[];
  readonly #now: () => number;
  readonly #last = new Map<string, { figures: ServerFigures; atMs: number }>();
  readonly #workers = new Map<string, SteppedRate>();
  #isAsking = false;

  constructor(urls: readonly string[], now: () => number) {
    this.#urls = urls;
    this.#now = now;
  }

  /** Null while they are being asked: one that stalls is not asked twice. */
  async look(): Promise<(ServerPoint | null)[] | null> {
    if (this.#isAsking) return null;
    this.#isAsking = true;
    const points = await Promise.all(this.#urls.map((url) => this.#lookAt(url)));
    this.#isAsking = false;
    return points;
  }

  #workersShare(url: string, cpuSeconds: number | null, atMs: number): number | null {
    if (cpuSeconds === null) return null;
    const rate = this.#workers.get(url) ?? new SteppedRate();
    this.#workers.set(url, rate);
    return rate.look(cpuSeconds * 1000, atMs);
  }

  async #lookAt(url: string): Promise<ServerPoint | null> {
    const figures = await askServer(url);
    const before = this.#last.get(url);
    if (!figures) return null;
    const atMs = this.#now();
    this.#last.set(url, { figures, atMs });
    const { cpuSeconds, workersCpuSeconds, ...rest } = figures;
    // One that was started anew counts from nothing.
    const isSame = before && cpuSeconds >= before.figures.cpuSeconds && atMs > before.atMs;
    const cpuShare = isSame ? ((cpuSeconds - before.figures.cpuSeconds) * 1000) / (atMs - before.atMs) : null;
    return { cpuShare, workersCpuShare: this.#workersShare(url, workersCpuSeconds, atMs), ...rest };
  }
}

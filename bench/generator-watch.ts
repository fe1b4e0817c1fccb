import { cpuSecondsOf } from './process-figures.ts';

/** From here on the generator's own core is what is measured. */
const BUSY_SHARE = 0.9;

/** Watches how busy the generator's core is, so that no figure of the generator is taken for one of a server. */
export class GeneratorWatch {
  readonly #pids = new Set([process.pid]);
  #cpuSeconds = this.#used();
  #atMs = performance.now();
  #most = 0;

  /** Counts a process that shares the core. Call what is returned before it ends. */
  include(pid: number): () => void {
    this.#pids.add(pid);
    return () => void this.#pids.delete(pid);
  }

  /** Begins a stretch. */
  begin(): void {
    this.#cpuSeconds = this.#used();
    this.#atMs = performance.now();
  }

  end(): void {
    const seconds = (performance.now() - this.#atMs) / 1000;
    this.#most = Math.max(this.#most, (this.#used() - this.#cpuSeconds) / seconds);
  }

  /** What is to be known of all stretches. */
  verdict(): string {
    const percent = Math.round(this.#most * 100);
    return this.#most >= BUSY_SHARE
      ? `The generator was the bottleneck: its core was busy for up to ${percent} % of the time.`
      : `The generator kept up: its core was busy for at most ${percent} % of the time.`;
  }

  #used(): number {
    return [...this.#pids].reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
  }
}

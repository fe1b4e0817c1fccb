import { cpuSecondsOf } from './process-figures.ts';

/** From here on the generator's own core is what is measured. */
const BUSY_SHARE = 0.9;

/** Watches how busy this process is, so that no figure of the generator is taken for one of a server. */
export class GeneratorWatch {
  #cpuSeconds = cpuSecondsOf(process.pid);
  #atMs = performance.now();
  #most = 0;

  /** Begins a stretch. */
  begin(): void {
    this.#cpuSeconds = cpuSecondsOf(process.pid);
    this.#atMs = performance.now();
  }

  /** Ends it. Returns how much of a core this process took. */
  end(): number {
    const share = (cpuSecondsOf(process.pid) - this.#cpuSeconds) / ((performance.now() - this.#atMs) / 1000);
    this.#most = Math.max(this.#most, share);
    return share;
  }

  /** What is to be known of all stretches. */
  verdict(): string {
    const percent = Math.round(this.#most * 100);
    return this.#most >= BUSY_SHARE
      ? `The generator was the bottleneck: it took up to ${percent} % of its core.`
      : `The generator took at most ${percent} % of its core.`;
  }
}

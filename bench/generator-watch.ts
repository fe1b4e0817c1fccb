import { cpuSecondsOf } from './process-figures.ts';

/** Who is busy for so much of a core has no more to give. */
const BUSY_SHARE = 0.9;

/** Watches how busy the generator's core is, so that no figure of the generator is taken for one of a server. */
export class GeneratorWatch {
  readonly #pids = new Set([process.pid]);
  #cpuSeconds = this.#used();
  #atMs = performance.now();
  #most = 0;
  #stretches = 0;
  /** In which the generator had no more to give, and the server had. */
  #held = 0;

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

  /** `serverShare` is how busy the server was, of its core, where that is known: one that is full holds itself up. */
  end(serverShare = 0): void {
    const seconds = (performance.now() - this.#atMs) / 1000;
    const share = (this.#used() - this.#cpuSeconds) / seconds;
    this.#most = Math.max(this.#most, share);
    this.#stretches += 1;
    if (share >= BUSY_SHARE && serverShare < BUSY_SHARE) this.#held += 1;
  }

  /** What is to be known of all stretches. */
  verdict(): string {
    const percent = Math.round(this.#most * 100);
    return this.#held > 0
      ? `The generator was the bottleneck in ${this.#held} of ${this.#stretches} stretches: its core was busy for up to ${percent} % of the time.`
      : `The generator kept up: its core was busy for at most ${percent} % of the time${percent >= BUSY_SHARE * 100 ? ', while the server had no more to give' : ''}.`;
  }

  #used(): number {
    return [...this.#pids].reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
  }
}

import { backoffMs } from '../backoff.ts';
import type { TimerId, Timers } from '../timers.ts';

export interface ConvergenceOptions {
  readonly timers: Timers;
  readonly random: () => number;
  /** The step failed for the `attempt`th time in a row, and is taken again. */
  failed(error: unknown, attempt: number): void;
}

/**
 * Takes a step that brings what is nearer to what should be: when woken, once more where it was woken meanwhile, and
 * after ever longer waits where it fails. One at a time.
 */
export class Convergence {
  readonly #step: () => Promise<void>;
  readonly #options: ConvergenceOptions;
  #state: 'idle' | 'running' | 'woken' | 'waiting' | 'closed' = 'idle';
  #failures = 0;
  #timer: TimerId | undefined;

  constructor(step: () => Promise<void>, options: ConvergenceOptions) {
    this.#step = step;
    this.#options = options;
  }

  /** Something is to be done; who waits after a failure goes on waiting. */
  wake(): void {
    if (this.#state === 'idle') void this.#run();
    else if (this.#state === 'running') this.#state = 'woken';
  }

  /** What made it fail may be over. */
  retryNow(): void {
    if (this.#state === 'waiting') {
      this.#options.timers.clearTimeout(this.#timer);
      this.#state = 'idle';
    }
    this.#failures = 0;
    this.wake();
  }

  close(): void {
    this.#options.timers.clearTimeout(this.#timer);
    this.#state = 'closed';
  }

  async #run(): Promise<void> {
    this.#state = 'running';
    try {
      await this.#step();
      this.#failures = 0;
    } catch (error) {
      this.#retryLater(error);
      return;
    }
    const isWoken = this.#is('woken');
    if (this.#is('closed')) return;
    this.#state = 'idle';
    if (isWoken) this.wake();
  }

  #retryLater(error: unknown): void {
    if (this.#is('closed')) return;
    this.#failures += 1;
    this.#state = 'waiting';
    this.#timer = this.#options.timers.setTimeout(
      () => {
        this.#state = 'idle';
        this.wake();
      },
      backoffMs(this.#failures, this.#options.random),
    );
    this.#options.failed(error, this.#failures);
  }

  /** As a function, since the state changes while a step runs. */
  #is(state: string): boolean {
    return this.#state === state;
  }
}

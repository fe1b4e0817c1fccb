import type { Logger } from '../lib/logger.ts';
import type { Errands } from '../room/errands.ts';

/** The errands of one pod. None is forgotten while the pod lives; what is left then, its lease tells the others. */
export class ErrandList implements Errands {
  readonly #log: Logger;
  readonly #errands = new Set<() => Promise<unknown>>();

  constructor(log: Logger) {
    this.#log = log;
  }

  get isEmpty(): boolean {
    return this.#errands.size === 0;
  }

  add(errand: () => Promise<unknown>): void {
    this.#errands.add(errand);
  }

  /** Does it now, or later where that fails. Never rejects. */
  async run(errand: () => Promise<unknown>): Promise<void> {
    this.add(errand);
    await this.#try(errand);
  }

  /** Tries everything once. Never rejects. */
  async runAll(): Promise<void> {
    await Promise.all([...this.#errands].map((errand) => this.#try(errand)));
  }

  async #try(errand: () => Promise<unknown>): Promise<void> {
    try {
      await errand();
      this.#errands.delete(errand);
    } catch (error) {
      this.#log.warn({ err: error }, 'errand is tried again');
    }
  }
}

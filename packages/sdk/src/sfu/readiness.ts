import type { EndReason } from './sfu-options.ts';

/** A promise to be waited for by who likes. */
export class Readiness {
  readonly promise: Promise<void>;
  resolve: () => void = () => {};
  #reject: (error: Error) => void = () => {};

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.#reject = reject;
    });
    // Whether anyone waits is their affair.
    this.promise.catch(() => {});
  }

  refuse(reason: EndReason): void {
    this.#reject(new Error(reason));
  }
}

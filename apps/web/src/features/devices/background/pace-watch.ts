/** Fewer than ten frames a second look broken. */
const SLOW_MS = 100;
const FRAMES = 30;

/** Tells once when frames take so long that a picture moves by fits and starts. */
export class PaceWatch {
  readonly #slow: () => void;
  #frames = 0;
  #spentMs = 0;
  #hasTold = false;

  constructor(slow: () => void) {
    this.#slow = slow;
  }

  frameTook(ms: number): void {
    this.#spentMs += ms;
    this.#frames += 1;
    if (this.#frames < FRAMES) return;
    const isSlow = this.#spentMs / this.#frames > SLOW_MS;
    this.#frames = 0;
    this.#spentMs = 0;
    if (!isSlow || this.#hasTold) return;
    this.#hasTold = true;
    this.#slow();
  }
}

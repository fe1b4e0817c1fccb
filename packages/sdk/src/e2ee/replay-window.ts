/** How far a frame may come behind the newest: more than an SFU's choice of layers or a retransmission ever mixes up. */
const WINDOW = 1024;
const NONE = -1;

/** Which counters of one stream were seen (as RFC 3711, section 3.3.2): each is good once, and old ones never. */
export class ReplayWindow {
  /** At each counter's place, modulo the window, the last that was seen there. */
  readonly #seen = new Float64Array(WINDOW).fill(NONE);
  #newest = NONE;

  isFresh(counter: number): boolean {
    return counter > this.#newest - WINDOW && this.#seen[counter % WINDOW] !== counter;
  }

  /** To be called for authentic frames only: a forged one must not push the window on. */
  note(counter: number): void {
    this.#newest = Math.max(this.#newest, counter);
    this.#seen[counter % WINDOW] = counter;
  }
}

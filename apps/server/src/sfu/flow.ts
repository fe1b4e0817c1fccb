import type { types } from 'mediasoup';

type Stream = Pick<types.Producer | types.Consumer, 'closed' | 'paused' | 'pause' | 'resume'>;

/**
 * Holds a stream to what was last asked of it. One change after the other: mediasoup tells the state of a stream when the
 * worker has answered, so that who asks meanwhile would take an unmute that is under way for a mute that is done.
 */
export class Flow {
  readonly #stream: Stream;
  #isWanted = false;
  #last: Promise<void> = Promise.resolve();

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  /** Resolves when the stream flows or stands, as it was asked last. */
  set(isWanted: boolean): Promise<void> {
    this.#isWanted = isWanted;
    const settled = this.#last.then(() => this.#settle());
    this.#last = settled.catch(() => {});
    return settled;
  }

  async #settle(): Promise<void> {
    const isFlowing = !this.#stream.paused;
    if (this.#stream.closed || isFlowing === this.#isWanted) return;
    try {
      await (this.#isWanted ? this.#stream.resume() : this.#stream.pause());
    } catch (error) {
      if (!this.#stream.closed) throw error;
    }
  }
}

/** Something that has frames to write. */
export interface Writer {
  /** Gives up the frames that wait, at least one, in order. */
  takeFrames(): readonly Buffer[];
  write(bytes: Buffer): void;
}

/**
 * Writes what is sent in one turn of the event loop at its end, once a socket: the system call costs more than all else
 * that a message takes. Sockets of one room mostly get the same frames, which are then joined once for all of them.
 */
export class WriteTurn {
  #writers: Writer[] = [];

  /** To be called once a turn and writer, with its first frame. */
  add(writer: Writer): void {
    if (this.#writers.length === 0) setImmediate(() => this.#writeAll());
    this.#writers.push(writer);
  }

  #writeAll(): void {
    const writers = this.#writers;
    this.#writers = [];
    let lastFrames: readonly Buffer[] = [];
    let lastBytes: Buffer = Buffer.alloc(0);
    for (const writer of writers) {
      const frames = writer.takeFrames();
      if (!areSame(frames, lastFrames)) {
        const [only] = frames;
        lastBytes = only && frames.length === 1 ? only : Buffer.concat(frames);
        lastFrames = frames;
      }
      writer.write(lastBytes);
    }
  }
}

/** Without a function of its own for each call: this runs for each socket and turn. */
function areSame(frames: readonly Buffer[], others: readonly Buffer[]): boolean {
  if (frames.length !== others.length) return false;
  for (let index = 0; index < frames.length; index += 1) if (frames[index] !== others[index]) return false;
  return true;
}

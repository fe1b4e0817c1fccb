/** Bytes that come bit by bit. What is kept grows with what has come and not with what was announced. */
export class GrowingBuffer {
  #bytes: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  /** A view; what is appended later may overwrite it. */
  get view(): Buffer {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  append(chunk: Buffer): void {
    this.#makeRoom(chunk.length);
    this.#end += chunk.copy(this.#bytes, this.#end);
  }

  /** Forgets the first `count` bytes. */
  drop(count: number): void {
    this.#start += count;
  }

  #makeRoom(count: number): void {
    if (this.#end + count <= this.#bytes.length) return;
    const { length } = this;
    // Doubling: a peer that sends byte by byte costs a constant for each, and not all of them again each time.
    const needed = length + count;
    const bytes = needed * 2 <= this.#bytes.length ? this.#bytes : Buffer.allocUnsafeSlow(needed * 2);
    this.#bytes.copy(bytes, 0, this.#start, this.#end);
    this.#bytes = bytes;
    this.#start = 0;
    this.#end = length;
  }
}

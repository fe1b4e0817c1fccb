const SPAN = 2 ** 16;

/** Counts what is missing in a stream of RTP packets, by their sequence numbers (RFC 3550, appendix A.3). */
export class PacketGaps {
  #next: number | null = null;

  /** By how many the missing have changed with a packet: less than 0 for one that comes late. */
  received(sequenceNumber: number): number {
    const ahead = this.#next === null ? 0 : (sequenceNumber - this.#next + SPAN) % SPAN;
    const isLate = ahead >= SPAN / 2;
    if (isLate) return -1;
    this.#next = (sequenceNumber + 1) % SPAN;
    return ahead;
  }
}

/** Takes a server's frames apart (RFC 6455, section 5.2), for clients of a bench: what is not masked and not fragmented. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** Calls `take` with each whole payload. */
  push(chunk: Buffer, take: (payload: Buffer) => void): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (;;) {
      const payloadAt = at + headerBytesOf(bytes[at + 1] ?? 0);
      if (payloadAt > bytes.length || at + 2 > bytes.length) break;
      const end = payloadAt + lengthOf(bytes, at);
      if (end > bytes.length) break;
      take(bytes.subarray(payloadAt, end));
      at = end;
    }
    this.#rest = bytes.subarray(at);
  }
}

const headerBytesOf = (short: number): number => (short < 126 ? 2 : short === 126 ? 4 : 10);

function lengthOf(bytes: Buffer, at: number): number {
  const short = bytes[at + 1] ?? 0;
  if (short < 126) return short;
  return short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
}

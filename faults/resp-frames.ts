const CR_LF = 2;

/**
 * Cuts what Redis sends (RESP2 and RESP3) into whole replies, however it arrives. It looks at lengths alone: what is in
 * a reply is of no interest here, only where it ends.
 */
export class RespFrames {
  #rest = Buffer.alloc(0);

  /** The replies that are whole now, each as it stood on the wire. */
  take(chunk: Buffer): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const frames: Buffer[] = [];
    for (let end = endOf(this.#rest, 0); end !== null; end = endOf(this.#rest, 0)) {
      frames.push(this.#rest.subarray(0, end));
      this.#rest = this.#rest.subarray(end);
    }
    return frames;
  }
}

/** Whether a reply is a message of sharded pub/sub: an array (RESP2) or a push (RESP3) that begins with its name. */
export function isShardedMessage(frame: Buffer): boolean {
  return /^[*>]3\r\n\$8\r\nsmessage\r\n/.test(frame.subarray(0, 24).toString('latin1'));
}

/** Where the reply that begins at `start` ends; null where that has not come yet. */
function endOf(data: Buffer, start: number): number | null {
  const lineEnd = data.indexOf('\r\n', start);
  if (lineEnd === -1) return null;
  const after = lineEnd + CR_LF;
  const kind = String.fromCharCode(data[start] ?? 0);
  const count = Number(data.toString('latin1', start + 1, lineEnd));
  if (kind === '$' || kind === '=' || kind === '!') {
    const end = count < 0 ? after : after + count + CR_LF;
    return end <= data.length ? end : null;
  }
  if (kind === '*' || kind === '>' || kind === '~') return endOfEach(data, after, count);
  if (kind === '%') return endOfEach(data, after, 2 * count);
  return after;
}

function endOfEach(data: Buffer, start: number, count: number): number | null {
  let end: number | null = start;
  for (let index = 0; index < count && end !== null; index += 1) end = endOf(data, end);
  return end;
}

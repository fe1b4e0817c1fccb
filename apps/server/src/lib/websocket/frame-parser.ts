import { isUtf8 } from 'node:buffer';
import { isSendableCloseCode, MAX_CONTROL_BYTES, Opcode, unmask } from './frames.ts';
import { GrowingBuffer } from './growing-buffer.ts';

/** What RFC 6455, section 7.4.1, calls protocol error, invalid payload data, and message too big. */
export type FaultCode = 1002 | 1007 | 1009;

/** What a client must not send. The connection is failed with `code` (section 7.1.7). */
export class FrameFault extends Error {
  readonly code: FaultCode;

  constructor(code: FaultCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What the parser finds. A payload is good until the call returns. */
export interface FrameSink {
  /** A whole message in valid UTF-8. */
  text(payload: Buffer): void;
  binary(payload: Buffer): void;
  ping(payload: Buffer): void;
  /** Nothing asked for it. */
  pong(payload: Buffer): void;
  /** `code` is 1005 where the frame names none (section 7.1.5). */
  closed(code: number, reason: Buffer): void;
}

interface Header {
  readonly opcode: number;
  readonly isFinal: boolean;
  readonly length: number;
  /** Where the mask begins. */
  readonly maskAt: number;
}

const MASK_BYTES = 4;
const RESERVED = 0x70;

/** Takes a client's bytes, however they are cut, apart into messages (RFC 6455, section 5). Throws {@link FrameFault}. */
export class FrameParser {
  readonly #maxMessageBytes: number;
  readonly #sink: FrameSink;
  /** The beginning of a frame whose end has not come. Most sockets have none. */
  #rest: GrowingBuffer | null = null;
  /** The frames of a message whose last one has not come. */
  #fragments: GrowingBuffer | null = null;
  #fragmentsAre: number = Opcode.text;

  constructor(maxMessageBytes: number, sink: FrameSink) {
    this.#maxMessageBytes = maxMessageBytes;
    this.#sink = sink;
  }

  /** Unmasks in place: `chunk` belongs to the parser from now on. */
  push(chunk: Buffer): void {
    if (this.#rest === null) {
      const taken = this.#takeFrames(chunk);
      if (taken === chunk.length) return;
      this.#rest = new GrowingBuffer();
      this.#rest.append(chunk.subarray(taken));
      return;
    }
    this.#rest.append(chunk);
    this.#rest.drop(this.#takeFrames(this.#rest.view));
    if (this.#rest.length === 0) this.#rest = null;
  }

  /** Returns how many bytes of `bytes` were whole frames. */
  #takeFrames(bytes: Buffer): number {
    let at = 0;
    for (;;) {
      const header = this.#header(bytes, at);
      if (header === null) return at;
      const payloadAt = header.maskAt + MASK_BYTES;
      const end = payloadAt + header.length;
      if (end > bytes.length) return at;
      unmask(bytes, header.maskAt, payloadAt, end);
      this.#frame(header, bytes.subarray(payloadAt, end));
      at = end;
    }
  }

  /** Null where it is not there to its end. What is wrong is told as soon as its byte is here, before any payload. */
  #header(bytes: Buffer, at: number): Header | null {
    const [first, second] = [bytes[at], bytes[at + 1]];
    if (first === undefined) return null;
    const opcode = first & 0x0f;
    const isFinal = (first & 0x80) !== 0;
    this.#checkStart(first, opcode, isFinal);
    if (second === undefined) return null;
    if ((second & 0x80) === 0) throw new FrameFault(1002, 'a frame without mask');
    const short = second & 0x7f;
    if (opcode >= Opcode.close && short > MAX_CONTROL_BYTES) throw new FrameFault(1002, 'a control frame too long');
    const lengthBytes = short < 126 ? 0 : short === 126 ? 2 : 8;
    const maskAt = at + 2 + lengthBytes;
    if (maskAt > bytes.length) return null;
    const length = lengthBytes === 0 ? short : longLength(bytes, at + 2, lengthBytes);
    if (opcode < Opcode.close && length + (this.#fragments?.length ?? 0) > this.#maxMessageBytes) {
      throw new FrameFault(1009, 'a message too long');
    }
    return { opcode, isFinal, length, maskAt };
  }

  #checkStart(first: number, opcode: number, isFinal: boolean): void {
    if ((first & RESERVED) !== 0) throw new FrameFault(1002, 'a reserved bit');
    if (opcode >= Opcode.close) {
      if (opcode > Opcode.pong) throw new FrameFault(1002, 'an unknown opcode');
      if (!isFinal) throw new FrameFault(1002, 'a control frame in fragments');
      return;
    }
    if (opcode > Opcode.binary) throw new FrameFault(1002, 'an unknown opcode');
    const isContinuation = opcode === Opcode.continuation;
    if (isContinuation !== (this.#fragments !== null)) throw new FrameFault(1002, 'a fragment out of place');
  }

  #frame({ opcode, isFinal }: Header, payload: Buffer): void {
    if (opcode === Opcode.ping) this.#sink.ping(payload);
    else if (opcode === Opcode.pong) this.#sink.pong(payload);
    else if (opcode === Opcode.close) this.#sink.closed(closeCodeOf(payload), payload.subarray(2));
    else if (opcode === Opcode.continuation) this.#continue(payload, isFinal);
    else if (isFinal) this.#message(opcode, payload);
    else this.#begin(opcode, payload);
  }

  #begin(opcode: number, payload: Buffer): void {
    this.#fragmentsAre = opcode;
    this.#fragments = new GrowingBuffer();
    this.#fragments.append(payload);
  }

  #continue(payload: Buffer, isFinal: boolean): void {
    const fragments = this.#fragments;
    if (fragments === null) return;
    fragments.append(payload);
    if (!isFinal) return;
    this.#fragments = null;
    this.#message(this.#fragmentsAre, fragments.view);
  }

  #message(opcode: number, payload: Buffer): void {
    if (opcode === Opcode.binary) this.#sink.binary(payload);
    else if (isUtf8(payload)) this.#sink.text(payload);
    else throw new FrameFault(1007, 'text that is not UTF-8');
  }
}

/** Section 5.2: the most significant bit is 0, and the shortest form must be used. */
function longLength(bytes: Buffer, at: number, lengthBytes: 2 | 8): number {
  if (lengthBytes === 2) {
    const length = bytes.readUInt16BE(at);
    if (length < 126) throw new FrameFault(1002, 'a length in more bytes than it needs');
    return length;
  }
  const high = bytes.readUInt32BE(at);
  const length = high * 2 ** 32 + bytes.readUInt32BE(at + 4);
  if (high >= 2 ** 31) throw new FrameFault(1002, 'a length of 64 bits');
  if (length < 65_536) throw new FrameFault(1002, 'a length in more bytes than it needs');
  return length;
}

/** Section 5.5.1. */
function closeCodeOf(payload: Buffer): number {
  if (payload.length === 0) return 1005;
  if (payload.length === 1) throw new FrameFault(1002, 'half a close code');
  const code = payload.readUInt16BE();
  if (!isSendableCloseCode(code)) throw new FrameFault(1002, 'a close code that may not be sent');
  if (!isUtf8(payload.subarray(2))) throw new FrameFault(1007, 'a close reason that is not UTF-8');
  return code;
}

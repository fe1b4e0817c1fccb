import { isAscii } from 'node:buffer';

/** RFC 6455, section 5.2. */
export const Opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
export type Opcode = (typeof Opcode)[keyof typeof Opcode];

const FINAL = 0x80;
/** From these lengths on, the length stands in two or in eight bytes of its own. */
const LENGTH_IN_2 = 126;
const LENGTH_IN_8 = 65_536;

/** RFC 6455, section 5.5: the payload of a control frame. */
export const MAX_CONTROL_BYTES = 125;

/** The frame of a whole text message: it may be sent to any number of sockets. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const headerLength = headerLengthOf(length);
  const frame = Buffer.allocUnsafe(headerLength + length);
  writeHeader(frame, Opcode.text, length);
  frame.write(text, headerLength);
  return frame;
}

export function controlFrame(opcode: Opcode, payload: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(2 + payload.length);
  payload.copy(frame, writeHeader(frame, opcode, payload.length));
  return frame;
}

/** RFC 6455, section 5.5.1. `reason` is at most 123 bytes of UTF-8. */
export function closeFrame(code: number, reason: string): Buffer {
  const payload = Buffer.allocUnsafe(2 + Buffer.byteLength(reason));
  payload.writeUInt16BE(code);
  payload.write(reason, 2);
  return controlFrame(Opcode.close, payload);
}

function headerLengthOf(length: number): number {
  if (length < LENGTH_IN_2) return 2;
  return length < LENGTH_IN_8 ? 4 : 10;
}

/** Returns where the payload begins. A server's frames are not masked (section 5.1). */
function writeHeader(frame: Buffer, opcode: Opcode, length: number): number {
  frame[0] = FINAL | opcode;
  if (length < LENGTH_IN_2) {
    frame[1] = length;
    return 2;
  }
  if (length < LENGTH_IN_8) {
    frame[1] = 126;
    return frame.writeUInt16BE(length, 2);
  }
  frame[1] = 127;
  frame.writeUInt32BE(0, 2);
  return frame.writeUInt32BE(length, 6);
}

/** Undoes the masking of `bytes[start..end)` in place, by the four bytes at `maskAt` (RFC 6455, section 5.3). */
export function unmask(bytes: Buffer, maskAt: number, start: number, end: number): void {
  const mask = bytes.readUInt32BE(maskAt);
  const [m0, m1, m2, m3] = [mask >>> 24, (mask >>> 16) & 0xff, (mask >>> 8) & 0xff, mask & 0xff];
  const wholeEnd = end - ((end - start) % 4);
  for (let at = start; at < wholeEnd; at += 4) {
    bytes[at] = (bytes[at] as number) ^ m0;
    bytes[at + 1] = (bytes[at + 1] as number) ^ m1;
    bytes[at + 2] = (bytes[at + 2] as number) ^ m2;
    bytes[at + 3] = (bytes[at + 3] as number) ^ m3;
  }
  for (let at = wholeEnd; at < end; at += 1) {
    bytes[at] = (bytes[at] as number) ^ (bytes[maskAt + ((at - wholeEnd) & 3)] as number);
  }
}

/** The text of valid UTF-8. Most messages are ASCII, which is read several times faster. */
export function textOf(payload: Buffer): string {
  return payload.toString(isAscii(payload) ? 'latin1' : 'utf8');
}

/** RFC 6455, section 7.4: the codes that an end may send. */
export function isSendableCloseCode(code: number): boolean {
  if (code >= 3000) return code <= 4999;
  return code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code);
}

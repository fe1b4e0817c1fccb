import { Opcode } from './frames.ts';

export interface FrameShape {
  opcode?: number;
  payload?: string | Uint8Array;
  isFinal?: boolean;
  isMasked?: boolean;
  reserved?: number;
  /** Bytes that the length stands in: 0, 2 or 8; as few as it needs where left out. */
  lengthBytes?: 0 | 2 | 8;
  /** The length that is told, where it is not the payload's. */
  length?: bigint;
  mask?: readonly [number, number, number, number];
}

const defaultMask = [0x37, 0xfa, 0x21, 0x3d] as const;

/** A frame as a client sends it, or as it must not (RFC 6455, section 5.2). */
export function clientFrame({ opcode = Opcode.text, payload = '', isFinal = true, ...shape }: FrameShape): Buffer {
  const bytes = Buffer.from(payload as string);
  const { isMasked = true, reserved = 0, mask = defaultMask, length = BigInt(bytes.length) } = shape;
  const lengthBytes = shape.lengthBytes ?? (length < 126n ? 0 : length < 65_536n ? 2 : 8);
  const header = Buffer.alloc(2 + lengthBytes);
  header[0] = (isFinal ? 0x80 : 0) | (reserved << 4) | opcode;
  header[1] = (isMasked ? 0x80 : 0) | (lengthBytes === 0 ? Number(length) : lengthBytes === 2 ? 126 : 127);
  if (lengthBytes === 2) header.writeUInt16BE(Number(length), 2);
  if (lengthBytes === 8) header.writeBigUInt64BE(length, 2);
  if (!isMasked) return Buffer.concat([header, bytes]);
  for (const [index, byte] of bytes.entries()) bytes[index] = byte ^ (mask[index % 4] as number);
  return Buffer.concat([header, Buffer.from(mask), bytes]);
}

export function closePayload(code: number, reason: string | Uint8Array = ''): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(code);
  return Buffer.concat([head, Buffer.from(reason as string)]);
}

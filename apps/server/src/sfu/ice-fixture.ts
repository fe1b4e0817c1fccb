import { createHmac, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const MAGIC_COOKIE = 0x2112_a442;
const BINDING_REQUEST = 0x0001;
const attributes = {
  USERNAME: 0x0006,
  MESSAGE_INTEGRITY: 0x0008,
  PRIORITY: 0x0024,
  USE_CANDIDATE: 0x0025,
  FINGERPRINT: 0x8028,
  ICE_CONTROLLING: 0x802a,
};

/** The request by which a controlling ICE agent checks a pair of addresses and nominates it (RFC 8445, section 7.2.2). */
export function nominatingRequest(
  remote: { usernameFragment: string; password: string },
  localFragment: string,
): Buffer {
  const parts = [
    attribute(attributes.USERNAME, Buffer.from(`${remote.usernameFragment}:${localFragment}`)),
    attribute(attributes.PRIORITY, uint32(0x6e7f_00ff)),
    attribute(attributes.ICE_CONTROLLING, randomBytes(8)),
    attribute(attributes.USE_CANDIDATE, Buffer.alloc(0)),
  ];
  const header = Buffer.concat([Buffer.alloc(4), uint32(MAGIC_COOKIE), randomBytes(12)]);
  header.writeUInt16BE(BINDING_REQUEST, 0);
  // Each of the last two counts itself in the length that it covers (RFC 8489, sections 14.5 and 14.7).
  const signed = withLength(Buffer.concat([header, ...parts]), 24);
  const integrity = createHmac('sha1', remote.password).update(signed).digest();
  const marked = withLength(Buffer.concat([signed, attribute(attributes.MESSAGE_INTEGRITY, integrity)]), 8);
  return Buffer.concat([marked, attribute(attributes.FINGERPRINT, uint32((crc32(marked) ^ 0x5354_554e) >>> 0))]);
}

function attribute(type: number, value: Buffer): Buffer {
  const padded = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  padded.writeUInt16BE(type, 0);
  padded.writeUInt16BE(value.length, 2);
  value.copy(padded, 4);
  return padded;
}

/** Tells in the header the length of what follows it, with `more` bytes to come. */
function withLength(message: Buffer, more: number): Buffer {
  message.writeUInt16BE(message.length - 20 + more, 2);
  return message;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

import { createCipheriv, createHmac } from 'node:crypto';

const TAG_BYTES = 10;
const RTP_HEADER_BYTES = 12;

/** Keys and salts of both ends of SRTP_AES128_CM_SHA1_80 in the order of DTLS-SRTP (RFC 5764, section 4.2). */
export function srtpSessions(material: Buffer): { client: SrtpSession; server: SrtpSession } {
  const part = (start: number, end: number) => material.subarray(start, end);
  return {
    client: new SrtpSession(part(0, 16), part(32, 46)),
    server: new SrtpSession(part(16, 32), part(46, 60)),
  };
}

/** What one end protects (RFC 3711): RTP packets only, and less of them than make their sequence numbers begin anew. */
export class SrtpSession {
  readonly #key: Buffer;
  readonly #authentication: Buffer;
  readonly #salt: Buffer;

  constructor(masterKey: Buffer, masterSalt: Buffer) {
    const derive = (label: number, bytes: number) => {
      const start = Buffer.concat([masterSalt, Buffer.alloc(2)]);
      start.writeUInt8(start.readUInt8(7) ^ label, 7);
      return keystream(masterKey, start, Buffer.alloc(bytes));
    };
    this.#key = derive(0, 16);
    this.#authentication = derive(1, 20);
    this.#salt = derive(2, 14);
  }

  protect(packet: Buffer): Buffer {
    const crypted = this.#crypt(packet);
    return Buffer.concat([crypted, this.#tag(crypted)]);
  }

  /** Null for what this session has not protected. */
  unprotect(packet: Buffer): Buffer | null {
    const crypted = packet.subarray(0, -TAG_BYTES);
    if (!this.#tag(crypted).equals(packet.subarray(-TAG_BYTES))) return null;
    return this.#crypt(crypted);
  }

  #crypt(packet: Buffer): Buffer {
    const header = headerLength(packet);
    const start = Buffer.concat([this.#salt, Buffer.alloc(2)]);
    // Section 4.1.1: the SSRC and the index of the packet, whose upper part is 0 here.
    start.writeUInt32BE((start.readUInt32BE(4) ^ packet.readUInt32BE(8)) >>> 0, 4);
    start.writeUInt16BE(start.readUInt16BE(12) ^ packet.readUInt16BE(2), 12);
    return Buffer.concat([packet.subarray(0, header), keystream(this.#key, start, packet.subarray(header))]);
  }

  #tag(crypted: Buffer): Buffer {
    const rollover = Buffer.alloc(4);
    return createHmac('sha1', this.#authentication).update(crypted).update(rollover).digest().subarray(0, TAG_BYTES);
  }
}

function keystream(key: Buffer, start: Buffer, data: Buffer): Buffer {
  return createCipheriv('aes-128-ctr', key, start).update(data);
}

function headerLength(packet: Buffer): number {
  const first = packet.readUInt8(0);
  const sources = RTP_HEADER_BYTES + (first & 0x0f) * 4;
  return first & 0x10 ? sources + 4 + packet.readUInt16BE(sources + 2) * 4 : sources;
}

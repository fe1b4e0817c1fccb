import { randomBytes } from 'node:crypto';
import { SrtpSession } from '../../apps/server/src/sfu/srtp-fixture.ts';

export const OPUS_PAYLOAD_TYPE = 100;
export const VP8_PAYLOAD_TYPE = 101;
/** 20 ms of speech at 32 kbit/s. */
const SOUND_BYTES = 80;
/** As much of a picture as one packet takes. */
const PICTURE_BYTES = 1000;
/** AES_CM_128_HMAC_SHA1_80 (RFC 3711): a key of 16 bytes and a salt of 14. */
const KEY_BYTES = 16;
const KEYING_BYTES = 30;

export type Kind = 'sound' | 'picture';

/** One source of a bot: protected RTP packets, each with the next number. */
export class Stream {
  readonly kind: Kind;
  readonly ssrc: number;
  readonly keying = randomBytes(KEYING_BYTES);
  readonly #session = new SrtpSession(this.keying.subarray(0, KEY_BYTES), this.keying.subarray(KEY_BYTES));
  #sequence = 0;

  constructor(kind: Kind, ssrc: number) {
    this.kind = kind;
    this.ssrc = ssrc;
  }

  next(): Buffer {
    this.#sequence += 1;
    const { payloadType, ticks, payload } = contents[this.kind];
    const header = Buffer.alloc(12);
    header.writeUInt8(0x80, 0);
    header.writeUInt8(payloadType, 1);
    header.writeUInt16BE(this.#sequence, 2);
    header.writeUInt32BE(this.#sequence * ticks, 4);
    header.writeUInt32BE(this.ssrc, 8);
    return this.#session.protect(Buffer.concat([header, payload]));
  }
}

const contents = {
  sound: { payloadType: OPUS_PAYLOAD_TYPE, ticks: 960, payload: Buffer.alloc(SOUND_BYTES, 1) },
  picture: { payloadType: VP8_PAYLOAD_TYPE, ticks: 3000, payload: keyPicture() },
};

/** A key frame of VP8 (RFC 6386, section 9.1) after the shortest payload descriptor (RFC 7741, section 4.2). */
function keyPicture(): Buffer {
  const start = Buffer.from([0x10, 0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xb4, 0]);
  return Buffer.concat([start, Buffer.alloc(PICTURE_BYTES - start.length, 1)]);
}

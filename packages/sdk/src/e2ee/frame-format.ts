/**
 * A sealed frame: `clear bytes, veiled | ciphertext | tag (16) | counter (4) | salt (8) | key index (2) | clear length (1)`.
 *
 * The parts are those of SFrame (RFC 9605, section 4.3: key id, counter, ciphertext, tag), but at the frame's end: what
 * comes first must stay the codec's own header, which packetizers and SFUs read. Clear bytes and trailer are
 * authenticated.
 */
export interface Trailer {
  counter: number;
  salt: Uint8Array<ArrayBuffer>;
  keyIndex: number;
  clearBytes: number;
}

export const SALT_BYTES = 8;
export const TAG_BYTES = 16;
export const TRAILER_BYTES = 4 + SALT_BYTES + 2 + 1;
/** The last counter of a stream: a nonce must never come twice under one key (RFC 5116, section 3.1). */
export const LAST_COUNTER = 0xffff_ffff;
export const LAST_KEY_INDEX = 0xffff;
/** The longest header that stays clear, that of a key frame. */
export const MAX_CLEAR_BYTES = 10;

/** What a frame is, as the platform's encoded frames tell. */
export type FrameKind = 'key' | 'delta' | 'audio';

/**
 * How many leading bytes stay clear: the header of VP8 (RFC 6386, section 9.1), with the picture's size on key frames,
 * and the table of contents of Opus (RFC 6716, section 3.1). Not for H.264 and AV1: their packetizers walk the whole
 * frame, so an encrypted one cannot pass. VP9 keeps its header in the RTP payload descriptor (RFC 9628), and fewer
 * would do, but a longer one costs it nothing that matters.
 */
export function clearBytesOf(kind: FrameKind, frameBytes: number): number {
  const wanted = { key: MAX_CLEAR_BYTES, delta: 3, audio: 1 }[kind];
  return Math.min(wanted, frameBytes);
}

const VEILED = { from: 3, to: 6 };

/**
 * Inverts three bytes of a key frame's header, and so back again. They are constant, and they are what tells a decoder
 * that a picture begins: VP8's start code, and the end of VP9's sync code. Without this a decoder that has no key would
 * take the ciphertext for a picture and show noise; so it refuses the frame, and all that build on it.
 */
export function veiled(clear: Uint8Array): Uint8Array<ArrayBuffer> {
  const isKeyFrame = clear.length === MAX_CLEAR_BYTES;
  return Uint8Array.from(clear, (byte, at) => (isKeyFrame && at >= VEILED.from && at < VEILED.to ? byte ^ 0xff : byte));
}

export function writeTrailer({ counter, salt, keyIndex, clearBytes }: Trailer): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(TRAILER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, counter);
  bytes.set(salt, 4);
  view.setUint16(4 + SALT_BYTES, keyIndex);
  view.setUint8(6 + SALT_BYTES, clearBytes);
  return bytes;
}

/** Null for what cannot be a sealed frame. */
export function readTrailer(frame: Uint8Array<ArrayBuffer>): Trailer | null {
  const at = frame.length - TRAILER_BYTES;
  if (at < TAG_BYTES) return null;
  const view = new DataView(frame.buffer, frame.byteOffset + at, TRAILER_BYTES);
  const clearBytes = view.getUint8(6 + SALT_BYTES);
  if (clearBytes > MAX_CLEAR_BYTES || clearBytes > at - TAG_BYTES) return null;
  return {
    counter: view.getUint32(0),
    salt: frame.slice(at + 4, at + 4 + SALT_BYTES),
    keyIndex: view.getUint16(4 + SALT_BYTES),
    clearBytes,
  };
}

/** The nonce of a frame. A key is for one stream alone, so that the counter by itself makes it unique. */
export function nonceOf(counter: number): Uint8Array<ArrayBuffer> {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(8, counter);
  return nonce;
}

export function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

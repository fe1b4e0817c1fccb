import type { ConnectionId, MediaSource } from '@cline-meet/protocol';
import {
  clearBytesOf,
  type FrameKind,
  joined,
  LAST_COUNTER,
  nonceOf,
  SALT_BYTES,
  veiled,
  writeTrailer,
} from './frame-format.ts';
import type { KeyRing } from './key-ring.ts';
import { streamKey } from './key-schedule.ts';

export interface FrameSealerOptions {
  keys: KeyRing;
  sender: ConnectionId;
  source: MediaSource;
  /** Fills with random bytes; `crypto.getRandomValues` in production. */
  fillRandom(bytes: Uint8Array<ArrayBuffer>): void;
  /** 0 where left out. */
  firstCounter?: number;
}

/**
 * Seals the frames of one sender of one source. No nonce comes twice under a key: each sealer draws a salt, which is
 * part of its key, and counts its frames. So neither a reload nor a second peer connection needs to know what others
 * used; that two of one person draw the same 64 bits has odds of one in 10^13 after a thousand reloads.
 */
export class FrameSealer {
  readonly #options: FrameSealerOptions;
  #salt: Uint8Array<ArrayBuffer>;
  #counter: number;
  #key: { index: number; key: Promise<CryptoKey> } | null = null;

  constructor(options: FrameSealerOptions) {
    this.#options = options;
    this.#salt = this.#drawSalt();
    this.#counter = options.firstCounter ?? 0;
  }

  async seal(frame: Uint8Array<ArrayBuffer>, kind: FrameKind): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#counter > LAST_COUNTER) this.#startAnew();
    const counter = this.#counter++;
    const { index: keyIndex, key } = this.#currentKey();
    const clearBytes = clearBytesOf(kind, frame.length);
    const clear = veiled(frame.subarray(0, clearBytes));
    const trailer = writeTrailer({ counter, salt: this.#salt, keyIndex, clearBytes });
    const algorithm = { name: 'AES-GCM', iv: nonceOf(counter), additionalData: joined(clear, trailer) };
    const sealed = await crypto.subtle.encrypt(algorithm, await key, frame.subarray(clearBytes));
    return joined(clear, new Uint8Array(sealed), trailer);
  }

  #currentKey() {
    const { keys, sender, source } = this.#options;
    const { index } = keys;
    if (this.#key?.index === index) return this.#key;
    const root = keys.root(index);
    if (!root) throw new Error('the ring has lost its present root');
    const salt = this.#salt;
    this.#key = { index, key: root.then((root) => streamKey(root, { sender, source, salt })) };
    return this.#key;
  }

  #startAnew(): void {
    this.#salt = this.#drawSalt();
    this.#counter = 0;
    this.#key = null;
  }

  #drawSalt(): Uint8Array<ArrayBuffer> {
    const salt = new Uint8Array(SALT_BYTES);
    this.#options.fillRandom(salt);
    return salt;
  }
}

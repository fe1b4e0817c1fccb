import type { ConnectionId, MediaSource } from '@cline-meet/protocol';
import { joined, nonceOf, readTrailer, TRAILER_BYTES, type Trailer, veiled } from './frame-format.ts';
import type { KeyRing } from './key-ring.ts';
import { streamKey } from './key-schedule.ts';
import { ReplayWindow } from './replay-window.ts';

export interface FrameOpenerOptions {
  keys: KeyRing;
  /** Whose frames these are to be. Those of another sender, or of another source of theirs, do not open. */
  sender: ConnectionId;
  source: MediaSource;
}

/** Streams that are remembered: as many reloads of one sender, and the replays of each are known. */
const STREAMS = 64;

interface Stream {
  window: ReplayWindow;
  /** By key index; the newest few. */
  keys: Map<number, Promise<CryptoKey>>;
}

/** Opens the frames that one sender sends of one source. */
export class FrameOpener {
  readonly #options: FrameOpenerOptions;
  /** By salt; only those of which an authentic frame came, so that forged ones push none out. */
  readonly #streams = new Map<string, Stream>();

  constructor(options: FrameOpenerOptions) {
    this.#options = options;
  }

  /** Null for every frame that is not authentic and fresh: it is to be dropped. */
  async open(frame: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | null> {
    const trailer = readTrailer(frame);
    if (!trailer) return null;
    const name = String(trailer.salt);
    const stream = this.#streams.get(name) ?? { window: new ReplayWindow(), keys: new Map() };
    if (!stream.window.isFresh(trailer.counter)) return null;
    const opened = await this.#decrypt(frame, trailer, stream);
    // Looked up anew: another receiver of the same stream may have taken the same frame meanwhile.
    const known = this.#streams.get(name) ?? stream;
    if (!opened || !known.window.isFresh(trailer.counter)) return null;
    known.window.note(trailer.counter);
    this.#remember(name, known);
    this.#options.keys.advanceTo(trailer.keyIndex);
    return opened;
  }

  async #decrypt(frame: Uint8Array<ArrayBuffer>, trailer: Trailer, stream: Stream) {
    const key = this.#key(trailer, stream);
    if (!key) return null;
    const clear = frame.subarray(0, trailer.clearBytes);
    const additionalData = joined(clear, frame.subarray(frame.length - TRAILER_BYTES));
    const algorithm = { name: 'AES-GCM', iv: nonceOf(trailer.counter), additionalData };
    const sealed = frame.subarray(trailer.clearBytes, frame.length - TRAILER_BYTES);
    try {
      return joined(veiled(clear), new Uint8Array(await crypto.subtle.decrypt(algorithm, await key, sealed)));
    } catch {
      return null;
    }
  }

  #key({ keyIndex, salt }: Trailer, { keys }: Stream): Promise<CryptoKey> | null {
    const { sender, source } = this.#options;
    const known = keys.get(keyIndex);
    if (known) return known;
    const key = this.#options.keys.root(keyIndex)?.then((root) => streamKey(root, { sender, source, salt }));
    if (!key) return null;
    keys.set(keyIndex, key);
    if (keys.size > 4) keys.delete(keys.keys().next().value as number);
    return key;
  }

  #remember(name: string, stream: Stream): void {
    this.#streams.delete(name);
    this.#streams.set(name, stream);
    if (this.#streams.size > STREAMS) this.#streams.delete(this.#streams.keys().next().value as string);
  }
}

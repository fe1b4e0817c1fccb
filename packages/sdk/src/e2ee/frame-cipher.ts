import type { ConnectionId, MediaSource } from '@cline-meet/protocol';
import type { FromWorker, ToWorker, TransformOptions } from './worker-messages.ts';

/** Encrypts what a media client sends, and decrypts what it receives, frame by frame and end to end. */
export interface FrameCipher {
  /** To be called once for a sender, before it can send anything. */
  protect(sender: RTCRtpSender, source: MediaSource): void;
  /** To be called once for a receiver, before it is described to the other side. What does not open is never shown. */
  reveal(receiver: RTCRtpReceiver, from: ConnectionId, source: MediaSource): void;
  close(): void;
}

export interface WorkerCipherOptions {
  /** Runs `e2ee/cipher-worker.ts`, for this cipher alone. */
  worker: Worker;
  /** {@link SECRET_BYTES} of the meeting's link. */
  secret: Uint8Array<ArrayBuffer>;
  roomCode: string;
  /** Whose frames are sealed. */
  self: ConnectionId;
  /** Who sends what does not open, as they hold another key or none: a new set on each change. */
  unreadableChanged(who: ReadonlySet<ConnectionId>): void;
}

/** A {@link FrameCipher} whose work is done by a worker, off the page's thread. */
export class WorkerCipher implements FrameCipher {
  readonly #worker: Worker;
  readonly #unreadableChanged: WorkerCipherOptions['unreadableChanged'];
  readonly #unreadable = new Map<ConnectionId, Set<MediaSource>>();

  constructor({ worker, secret, roomCode, self, unreadableChanged }: WorkerCipherOptions) {
    this.#worker = worker;
    this.#unreadableChanged = unreadableChanged;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#told(data);
    this.#tell({ type: 'start', secret, roomCode, self });
  }

  protect(sender: RTCRtpSender, source: MediaSource): void {
    sender.transform = this.#transform({ role: 'seal', source });
  }

  reveal(receiver: RTCRtpReceiver, from: ConnectionId, source: MediaSource): void {
    receiver.transform = this.#transform({ role: 'open', from, source });
  }

  /**
   * Seals with the next step of the ratchet from now on. The others follow as soon as a frame of this client has shown
   * them: no server has a part in it.
   */
  ratchet(): void {
    this.#tell({ type: 'ratchet' });
  }

  close(): void {
    this.#worker.onmessage = null;
    this.#worker.terminate();
  }

  #transform(options: TransformOptions): RTCRtpScriptTransform {
    return new RTCRtpScriptTransform(this.#worker, options);
  }

  #tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #told({ from, source, readable }: FromWorker): void {
    const sources = this.#unreadable.get(from) ?? new Set();
    if (readable) sources.delete(source);
    else sources.add(source);
    if (sources.size > 0) this.#unreadable.set(from, sources);
    else this.#unreadable.delete(from);
    this.#unreadableChanged(new Set(this.#unreadable.keys()));
  }
}

import type { MediaSource } from '@cline-meet/protocol';
import { contentHints } from '../content-hints.ts';
import type { Outgoing } from './peer-senders.ts';
import { type SenderLimits, senderLimits } from './sender-limits.ts';

/** What this client sends to everyone, and within which limits. */
export class OutgoingMedia implements Outgoing {
  readonly #tracks = new Map<MediaSource, MediaStreamTrack>();
  readonly #personStream = new MediaStream();
  readonly #screenStream = new MediaStream();
  #receivers = 1;

  /** True where the limits have changed with it. */
  publish(source: MediaSource, track: MediaStreamTrack | null): boolean {
    const wasSharing = this.#tracks.has('screen');
    if (track) {
      track.contentHint = contentHints[source];
      this.#tracks.set(source, track);
    } else {
      this.#tracks.delete(source);
    }
    return wasSharing !== this.#tracks.has('screen');
  }

  /** True where the limits have changed with it. */
  setReceivers(receivers: number): boolean {
    if (receivers === this.#receivers) return false;
    this.#receivers = receivers;
    return true;
  }

  track(source: MediaSource): MediaStreamTrack | null {
    return this.#tracks.get(source) ?? null;
  }

  limits(source: MediaSource): SenderLimits {
    return senderLimits(source, this.#receivers, this.#tracks.has('screen'));
  }

  stream(source: MediaSource): MediaStream {
    return source === 'microphone' || source === 'camera' ? this.#personStream : this.#screenStream;
  }
}

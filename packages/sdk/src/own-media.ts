import type { MediaSource, MediaState, Participant } from '@cline-meet/protocol';
import type { MediaAnnouncer } from './media-announcer.ts';
import type { MediaLink } from './media-link.ts';

/** What this client sends: to its peers as tracks, and to the room as words about them. */
export class OwnMedia {
  readonly #link: MediaLink;
  readonly #announcer: MediaAnnouncer;
  readonly #screenEnded: () => void;
  #isClosed = false;

  /** `screenEnded` is called where the browser, and not the app, ended the shared screen. */
  constructor(link: MediaLink, announcer: MediaAnnouncer, screenEnded: () => void) {
    this.#link = link;
    this.#announcer = announcer;
    this.#screenEnded = screenEnded;
  }

  async publish(source: MediaSource, track: MediaStreamTrack | null): Promise<void> {
    if (source === 'screen') track?.addEventListener('ended', () => this.#ended(track), { once: true });
    const sent = this.#link.publish(source, track);
    await Promise.all([sent, this.#announce(source, track)]);
  }

  /** What the first frame asks for. */
  entering(by: 'place' | 'ticket'): MediaState {
    return this.#announcer.entering(by);
  }

  /** The client is inside: what the record holds for off stops, and the room hears what it does not know. */
  entered(self: Participant): void {
    for (const device of this.#announcer.entered(self)) this.#silence(device);
  }

  recorded(self: Participant): void {
    this.#announcer.recorded(self);
  }

  away(): void {
    this.#announcer.away();
  }

  /** A host turned the microphone off. */
  muted(): void {
    this.#announcer.muted();
    this.#silence('microphone');
  }

  close(): void {
    this.#isClosed = true;
    this.#announcer.away();
    this.#link.close();
  }

  #announce(source: MediaSource, track: MediaStreamTrack | null): Promise<void> {
    if (source === 'microphone' || source === 'camera') return this.#announcer.setDevice(source, track !== null);
    const active = this.#link.track('screen') !== null;
    return this.#announcer.setScreen({ active, withAudio: active && this.#link.track('screen_audio') !== null });
  }

  #silence(source: MediaSource): void {
    // A sender that cannot be stopped has ended, and is silent by that.
    this.#link.publish(source, null).catch(() => {});
  }

  /** `ended` is the browser's own doing: `track.stop()` does not fire it (Media Capture and Streams, section 4.3.1). */
  #ended(track: MediaStreamTrack): void {
    const current = this.#link.track('screen');
    // The app may have stopped sharing on the same event already; another screen may be shared by now.
    if (this.#isClosed || (current && current !== track)) return;
    if (current) for (const source of ['screen', 'screen_audio'] as const) this.publish(source, null).catch(() => {});
    this.#screenEnded();
  }
}

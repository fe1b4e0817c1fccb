import type { TrackEffect } from './track-effect.ts';

/** A device that was opened, and what an effect makes of its track. */
export class DeviceCapture {
  readonly source: MediaStreamTrack;
  /** The device that was asked for; null is the browser's choice. */
  readonly requestedId: string | null;
  #shown: MediaStreamTrack | null = null;
  #effect: TrackEffect | null = null;
  #run = new AbortController();

  constructor(source: MediaStreamTrack, requestedId: string | null) {
    this.source = source;
    this.requestedId = requestedId;
  }

  /** What others may see under this effect (null: of the device as it is); null until {@link apply} has made it. */
  trackUnder(effect: TrackEffect | null): MediaStreamTrack | null {
    return this.#effect === effect ? this.#shown : null;
  }

  /** Resolves to the track that is shown from now on; `dropped` where something else was asked for meanwhile. */
  async apply(effect: TrackEffect | null, failed: () => void): Promise<MediaStreamTrack | 'failed' | 'dropped'> {
    this.dropEffect();
    const { signal } = this.#run;
    const use = { signal, failed: () => !signal.aborted && failed() };
    const track = effect ? await effect(this.source, use).catch(() => null) : this.source;
    if (signal.aborted) {
      track?.stop();
      return 'dropped';
    }
    if (!track) return 'failed';
    track.contentHint = this.source.contentHint;
    this.#shown = track;
    this.#effect = effect;
    return track;
  }

  dropEffect(): void {
    this.#run.abort();
    this.#run = new AbortController();
    if (this.#shown !== this.source) this.#shown?.stop();
    this.#shown = null;
  }

  stop(): void {
    this.dropEffect();
    this.source.stop();
  }
}

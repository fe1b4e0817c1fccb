import type { MediaStreamTrack } from 'werift';
import { type MediaWay, mediaWays } from '../measure/media-ways.ts';
import type { Recorder } from '../measure/recorder.ts';
import { PacketGaps } from './packet-gaps.ts';

/** What a connection tells of itself. */
export interface LinkMeter {
  iceChanged(state: string): void;
  stateChanged(state: string): void;
}

/** Measures the media of one way. */
export class MediaMeter {
  readonly #names: (typeof mediaWays)[MediaWay];
  readonly #recorder: Recorder;
  readonly #now: () => number;
  readonly #tracks = new WeakSet<MediaStreamTrack>();

  constructor(way: MediaWay, recorder: Recorder, now: () => number) {
    this.#names = mediaWays[way];
    this.#recorder = recorder;
    this.#now = now;
  }

  /** A connection begins. What comes up again after an interruption is counted once. */
  link(): LinkMeter {
    const fromMs = this.#now();
    const { linking, linked, ice, link } = this.#names;
    let hasWay = false;
    let isUp = false;
    this.#recorder.count(linking);
    return {
      iceChanged: (state) => {
        if (state === 'failed') this.#recorder.failed('media: ICE failed');
        if (state !== 'connected' || hasWay) return;
        hasWay = true;
        this.#recorder.took(ice, this.#now() - fromMs);
      },
      stateChanged: (state) => {
        if (state !== 'connected' || isUp) return;
        isUp = true;
        this.#recorder.count(linked);
        this.#recorder.took(link, this.#now() - fromMs);
      },
    };
  }

  readonly sent = (): void => this.#recorder.count(this.#names.sent);

  /** Counts what comes by a track, from the first time that it is shown. */
  receive(track: MediaStreamTrack): void {
    if (this.#tracks.has(track)) return;
    this.#tracks.add(track);
    const gaps = new PacketGaps();
    track.onReceiveRtp.subscribe(({ header }) => {
      this.#recorder.count(this.#names.received);
      const missing = gaps.received(header.sequenceNumber);
      if (missing !== 0) this.#recorder.count(this.#names.lost, missing);
    });
  }
}

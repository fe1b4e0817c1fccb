import type { EffectUse, TrackEffect } from '@cline-meet/sdk';
import type { BlurClient } from './blur-client.ts';
import type { FramePath } from './frame-path.ts';
import { PaceWatch } from './pace-watch.ts';

export interface BackgroundBlurOptions {
  createClient: () => BlurClient;
  openPath: (source: MediaStreamTrack, client: BlurClient) => FramePath;
  /** In ms. */
  now: () => number;
  /** Called once where pictures take too long to look like a video. */
  slow: () => void;
}

/**
 * A camera's effect that blurs all that is behind the person. It keeps its worker until it is closed or fails, so that
 * a camera that is turned on again is there at once.
 */
export class BackgroundBlur {
  /** How far it blurs, as a share of the picture's width; takes effect with the next frame. */
  share: number;
  readonly effect: TrackEffect = (source, use) => this.#start(source, use);
  readonly #options: BackgroundBlurOptions;
  readonly #pace: PaceWatch;
  #client: BlurClient | null = null;

  constructor(share: number, options: BackgroundBlurOptions) {
    this.share = share;
    this.#options = options;
    this.#pace = new PaceWatch(options.slow);
  }

  close(): void {
    this.#client?.close();
    this.#client = null;
  }

  #start(source: MediaStreamTrack, { signal, failed }: EffectUse): Promise<MediaStreamTrack> {
    return new Promise((resolve, reject) => {
      this.#client ??= this.#options.createClient();
      const client = this.#client;
      const path = this.#options.openPath(source, client);
      const ended = (error: unknown) => {
        path.close();
        reject(error);
      };
      signal.addEventListener('abort', () => ended(signal.reason), { once: true });
      this.#run(path, client, signal, () => resolve(path.track)).catch((error: unknown) => {
        if (signal.aborted) return;
        // One that has failed answers nothing any more: the next camera gets another.
        if (this.#client === client) this.close();
        ended(error);
        failed();
      });
    });
  }

  /** Ends when the camera does or the signal aborts, and rejects where a picture cannot be blurred. */
  async #run(path: FramePath, client: BlurClient, signal: AbortSignal, shown: () => void): Promise<void> {
    for (let isFirst = true; ; isFirst = false) {
      const frame = await path.next();
      if (!frame) return;
      const startedAt = this.#options.now();
      const blurred = await client.blur(frame, this.share);
      // The first waits for the model to be loaded.
      if (!isFirst) this.#pace.frameTook(this.#options.now() - startedAt);
      if (signal.aborted) return blurred.close();
      await path.show(blurred);
      shown();
    }
  }
}

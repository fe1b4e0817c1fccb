/** How long an effect runs, and what to do where it can't any longer. */
export interface EffectUse {
  /** Aborts when nobody wants the effect's track any more. */
  signal: AbortSignal;
  /** To be called where the effect breaks while it runs, for which a rejection comes too late; the device is given back. */
  failed: () => void;
}

/**
 * Makes of a device's track the one that everybody sees in its place, oneself included. Resolves when that track has its
 * first frame, and rejects where the effect can't run and when the signal aborts: the source is not shown instead.
 */
export type TrackEffect = (source: MediaStreamTrack, use: EffectUse) => Promise<MediaStreamTrack>;

import type { Frame } from './blur-messages.ts';

/** Where a camera's frames come from, and the track that those made of them go into. */
export interface FramePath {
  readonly track: MediaStreamTrack;
  /** The newest frame, for the caller to close; null where no more come. */
  next(): Promise<Frame | null>;
  /** Takes the frame over. */
  show(frame: Frame): Promise<void>;
  /** Ends the track, and `next` with null. */
  close(): void;
}

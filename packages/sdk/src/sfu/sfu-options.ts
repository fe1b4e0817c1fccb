import type { ErrorCode } from '@cline-meet/protocol';
import type { types } from 'mediasoup-client';
import type { FrameCipher } from '../e2ee/frame-cipher.ts';
import type { Timers } from '../timers.ts';
import type { LayeredCodec } from './producer-settings.ts';

/** What a client has of a cipher, which is another's to close. */
export type MediaCipher = Pick<FrameCipher, 'protect' | 'reveal'>;

/** Why a client takes no further part: what the media node said, or what this browser cannot. */
export type EndReason = ErrorCode | 'unsupported' | 'closed';

export type SfuEvent =
  | { type: 'transport'; direction: Direction; state: types.ConnectionState }
  /** It is tried again. `reason` is an error code, or the name of the error. */
  | { type: 'step_failed'; direction: Direction; reason: string; attempt: number }
  | { type: 'ended'; reason: EndReason };

export type Direction = 'send' | 'receive';

/** Surroundings that tests replace. */
export interface SfuOptions {
  timers?: Timers | undefined;
  /** Uniform in [0, 1). */
  random?: (() => number) | undefined;
  log?: ((event: SfuEvent) => void) | undefined;
  cipher?: MediaCipher | null | undefined;
  /** Of the camera, where the browser and the media node have it and nothing is encrypted; VP8 otherwise. */
  cameraCodec?: LayeredCodec | null | undefined;
  /** The browser's own by default. */
  loadDevice?: (() => Promise<types.Device>) | undefined;
}

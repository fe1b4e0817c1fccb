import type { ConnectionId, ErrorCode, MediaSource } from '@cline-meet/protocol';
import type { types } from 'mediasoup-client';
import type { Timers } from '../timers.ts';

/** Encrypts end to end what the media node passes on. */
export interface MediaCipher {
  /** Called once for a sender, before it can send anything. */
  protect(sender: RTCRtpSender, source: MediaSource): void;
  /** Called once for a receiver, before it can receive anything. */
  reveal(receiver: RTCRtpReceiver, from: ConnectionId, source: MediaSource): void;
}

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
  /** The browser's own by default. */
  loadDevice?: (() => Promise<types.Device>) | undefined;
}

import type { ConnectionId, MediaSource } from '@cline-meet/protocol';

/** What the page tells the worker. `start` comes first, and once. */
export type ToWorker =
  | { type: 'start'; secret: Uint8Array<ArrayBuffer>; roomCode: string; self: ConnectionId }
  /** Seal with the next step of the ratchet. */
  | { type: 'ratchet' };

/** What the worker tells the page: whether the frames of a source open. */
export interface FromWorker {
  from: ConnectionId;
  source: MediaSource;
  readable: boolean;
}

/** The options of an `RTCRtpScriptTransform`. */
export type TransformOptions =
  | { role: 'seal'; source: MediaSource }
  | { role: 'open'; from: ConnectionId; source: MediaSource };

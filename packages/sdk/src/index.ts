export { AudioLevelMeter, type AudioLevelOptions } from './audio-level.ts';
export { CommandFailed } from './command-channel.ts';
export {
  type FrameCipher,
  WorkerCipher,
  type WorkerCipherOptions,
} from './e2ee/frame-cipher.ts';
export { fingerprint } from './e2ee/key-schedule.ts';
export type { LinkQualities, LinkQuality } from './link-quality.ts';
export {
  type DeviceFailure,
  type DeviceInfo,
  type DevicePreferences,
  type DeviceState,
  LocalMedia,
  type LocalMediaState,
} from './local-media.ts';
export type { MediaClient, MediaRequests, MediaSignals, MediaWire, PeerSignals, Views } from './media-client.ts';
export { MeshClient } from './mesh/mesh-client.ts';
export { RoomSession } from './room-session.ts';
export {
  captureScreen,
  type ScreenCapture,
  ScreenCaptureError,
  type ScreenCaptureFailure,
  screenCaptureSupported,
} from './screen-capture.ts';
export type { RoomSessionOptions } from './session-options.ts';
export type {
  ChatMessage,
  PeerStatus,
  RemoteMedia,
  RemoteTracks,
  RoomState,
  SavedPlace,
  SessionEvent,
  SessionPhase,
} from './session-state.ts';
export type { Timers } from './timers.ts';
export type { EffectUse, TrackEffect } from './track-effect.ts';

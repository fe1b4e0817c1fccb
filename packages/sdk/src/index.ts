export { CommandFailed } from './command-channel.ts';
export type { MediaClient, MediaSignals } from './media-client.ts';
export { RoomSession } from './room-session.ts';
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

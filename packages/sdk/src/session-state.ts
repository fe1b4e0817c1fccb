import type {
  ChatEntry,
  CloseName,
  ConnectionId,
  ErrorCode,
  MediaSource,
  MediaTopology,
  Participant,
  ReactionEmoji,
  RoomInfo,
  WaitingPerson,
} from '@cline-meet/protocol';

/** A session's life. `closed` is final: a new session is needed to come back. */
export type SessionPhase =
  | { name: 'idle' }
  | { name: 'joining' }
  | { name: 'waiting' }
  | { name: 'joined' }
  /** The socket is lost and being reopened; `retryAt` (epoch ms) is when the next try starts. */
  | { name: 'reconnecting'; attempt: number; retryAt: number }
  | { name: 'closed'; reason: CloseName | ErrorCode };

/** All that a screen needs to show of the room; a new object on each change, unchanged parts kept identical. */
export interface RoomState {
  phase: SessionPhase;
  selfId: ConnectionId | null;
  room: RoomInfo | null;
  /** In order of joining, self included. */
  participants: readonly Participant[];
  chat: readonly ChatMessage[];
  /** People in the waiting room; always empty for who is not host. */
  waiting: readonly WaitingPerson[];
}

/** A chat message; `pending` until the server has stored it, `failed` when it was refused. */
export interface ChatMessage extends ChatEntry {
  delivery: 'pending' | 'sent' | 'failed';
}

/** Things that happen and pass: what a toast or a sound is for. */
export type SessionEvent =
  | { type: 'participant_joined'; participant: Participant }
  | { type: 'participant_left'; participant: Participant }
  | { type: 'hand_raised'; participant: Participant }
  /** Someone, or this client itself, reacted. */
  | { type: 'reacted'; participant: Participant; emoji: ReactionEmoji }
  | { type: 'knock'; person: WaitingPerson }
  | { type: 'chat_received'; message: ChatMessage }
  /** The host muted this client's microphone. */
  | { type: 'muted_by_host'; byName: string }
  | { type: 'screen_share_started'; participant: Participant }
  /** The browser's own "stop sharing" was pressed, or the shared window closed. */
  | { type: 'own_screen_share_ended' }
  | { type: 'reconnected'; missedEvents: boolean }
  /** The room's media is arranged anew, and this client has followed, or stays with what it had and goes on trying. */
  | ({ type: 'media_switch' } & SwitchNews)
  | { type: 'command_failed'; command: string; code: ErrorCode };

/** How a change from one arrangement of the room's media to the next went. */
export type SwitchNews =
  | { outcome: 'switched'; mode: MediaTopology['mode'] }
  | { outcome: 'failed'; mode: MediaTopology['mode']; reason: string };

/** The tracks that one remote participant sends, by source. */
export type RemoteTracks = Readonly<Partial<Record<MediaSource, MediaStreamTrack>>>;

/** How media flows to one participant. */
export type PeerStatus = 'connecting' | 'connected' | 'interrupted' | 'failed';

export interface RemoteMedia {
  tracks: RemoteTracks;
  status: PeerStatus;
}

/** What a tab keeps in its own storage to come back as itself after a reload. */
export interface SavedPlace {
  roomId: string;
  connectionId: ConnectionId;
  resumeToken: string;
}

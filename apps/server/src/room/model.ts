import type {
  ChatEntry,
  ConnectionId,
  ErrorCode,
  MediaState,
  MediaTopology,
  MessageId,
  Participant,
  Role,
  RoomInfo,
  UserId,
} from '@cline-meet/protocol';

/** What a person may be in a room; the permission table speaks in these. */
export type Standing = 'waiting' | 'participant' | 'host';

/** Who sends a message, as the server knows it from the ticket; nothing here comes from the message. */
export interface Actor {
  readonly roomId: RoomInfo['roomId'];
  readonly connectionId: ConnectionId;
  readonly userId: UserId;
  readonly name: string;
  readonly standing: Standing;
  /** The login session that the ticket was given to. */
  readonly sessionId: string;
}

/** One socket. A connection lives through several of them; only the latest may speak for it. */
export type SocketId = string;

/** A person at the door, with a ticket that was found good. */
export interface Newcomer {
  readonly connectionId: ConnectionId;
  readonly socketId: SocketId;
  readonly tokenHash: string;
  readonly sessionId: string;
  readonly userId: UserId;
  readonly name: string;
  readonly avatarUrl: string | null;
  readonly role: Role;
  readonly media: MediaState;
}

/** A person who wants their former place back. */
export interface Returner {
  readonly connectionId: ConnectionId;
  readonly socketId: SocketId;
  readonly tokenHash: string;
  readonly media: MediaState;
  /** A new page: its captures and peer connections are gone. */
  readonly reloaded: boolean;
}

/** A chat message before the room has stamped it. */
export interface ChatDraft {
  readonly connectionId: ConnectionId;
  readonly messageId: MessageId;
  readonly text: string;
}

/** The whole room as of `seq`. */
export interface RoomSnapshot {
  readonly seq: number;
  readonly epoch: string;
  readonly room: RoomInfo;
  readonly participants: Participant[];
  readonly chat: ChatEntry[];
}

/** A verb's answer to the one who asked for it: the `seq` of the event that it caused, if it caused one. */
export interface Done {
  readonly seq?: number;
}

/** Thrown by a verb that does nothing because it must not, or cannot, be done. */
export class Refused extends Error {
  readonly code: ErrorCode;
  /** Where it is worth to try again. */
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, retryAfterMs?: number) {
    super(code);
    this.name = 'Refused';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The arrangement of media that every room begins with. */
export function meshOf(epoch: string): MediaTopology {
  return { mode: 'mesh', id: epoch, nodeId: null };
}

export function standingOf(role: Role): Standing {
  return role === 'host' ? 'host' : 'participant';
}

/** RFC 3339, UTC, with milliseconds. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString();
}

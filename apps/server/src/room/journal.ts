import type { ConnectionId, LeaveReason, RoomId, UserId } from '@cline-meet/protocol';

interface Entry {
  roomId: RoomId;
  /** RFC 3339, UTC. */
  at: string;
}

/** What the database shall know of a meeting. Written off the hot path: a verb never waits for it. */
export type JournalEntry =
  | ({ type: 'joined'; userId: UserId; connectionId: ConnectionId; isHost: boolean; isMuted: boolean } & Entry)
  | ({ type: 'left'; userId: UserId; connectionId: ConnectionId; reason: LeaveReason } & Entry)
  | ({ type: 'muted'; userId: UserId; isMuted: boolean } & Entry)
  | ({ type: 'settings'; waitingRoom: boolean; locked: boolean } & Entry)
  | ({ type: 'ended' } & Entry);

/** Takes entries in order; at least once to the reader. */
export interface Journal {
  append(entry: JournalEntry): void;
}

export interface JournalReader {
  /** Calls `handle` with batches in order. A batch whose handling fails is handed over again. */
  start(handle: (entries: JournalEntry[]) => Promise<void>): void;
  /** Resolves when all that was appended has been handled, or the last try failed. */
  close(): Promise<void>;
}

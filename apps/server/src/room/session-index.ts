import type { RoomId, UserId } from '@cline-meet/protocol';

/** One sign-in of one person, as it stands in their join tickets. */
export interface LoginSession {
  readonly userId: UserId;
  readonly sessionId: string;
}

/**
 * Which rooms a login session is in, and whether it has ended. The two verbs are atomic, so that of a session that ends
 * while it comes into a room one side sees the other: {@link note} the end, or {@link end} the room.
 */
export interface SessionIndex {
  /** Notes, until `untilMs`, that the session has a place in the room. False where the session has ended. */
  note(session: LoginSession, roomId: RoomId, untilMs: number): Promise<boolean>;

  /** Marks the session as ended, until `untilMs`, and answers its rooms. May be repeated: it answers the same again. */
  end(session: LoginSession, untilMs: number): Promise<RoomId[]>;
}

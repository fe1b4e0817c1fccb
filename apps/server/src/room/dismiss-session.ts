import type { RoomId } from '@cline-meet/protocol';
import { announce, announceEvents, stampNow } from './announce.ts';
import type { RoomContext } from './context.ts';
import { noteLeft } from './journal-notes.ts';
import type { Actor } from './model.ts';
import type { SessionIndex } from './session-index.ts';

/** What dismissing takes: not the hub's whole context, as it is also done where people sign out. */
export type DismissalContext = Omit<RoomContext, 'rules' | 'errands' | 'media'>;

/**
 * Gives up every place of a login session in a room, each once, and has all pods close its sockets there. May be
 * repeated: the places are gone then, the word is said again.
 */
export async function dismissSession(room: DismissalContext, roomId: RoomId, sessionId: string): Promise<void> {
  const { left, waiting } = await room.store.leaveSession(roomId, sessionId, stampNow(room));
  noteLeft(room, left);
  // Before the events: who is sent away is not told of their own leaving.
  await announce(room, roomId, { kind: 'session_ended', sessionId });
  await announceEvents(room, roomId, left);
  if (waiting.length > 0) await announce(room, roomId, { kind: 'waiting_changed' });
}

/**
 * Notes a place under its login session, so that signing out finds it. To be called when the place is stored and its
 * socket can be reached: either the sign-out sees the room, or this sees the end, gives the place up and answers false.
 */
export async function noteSession(
  room: DismissalContext,
  sessions: SessionIndex,
  { userId, sessionId, roomId, connectionId }: Actor,
  untilMs: number,
): Promise<boolean> {
  if (await sessions.note({ userId, sessionId }, roomId, untilMs)) return true;
  room.log.info({ roomId, connectionId }, 'session ended on the way in');
  await dismissSession(room, roomId, sessionId);
  return false;
}

import type { MediaState, Participant, Resume, RoomEvent, RoomId } from '@cline-meet/protocol';
import { announce, announceEvents, stampNow } from './announce.ts';
import type { RoomContext } from './context.ts';
import { loseConnection } from './lose.ts';
import { type Actor, Refused, type RoomSnapshot, type SocketId, standingOf } from './model.ts';
import type { Return } from './room-store.ts';
import { connectionOfToken, hashToken } from './token.ts';

/** RFC 6455, section 7.4.1: the connection broke. */
const ABNORMAL_CLOSURE = 1006;

export type Resumed =
  /** `missed` is null where a snapshot must do: a new page, or a place that the log no longer reaches. */
  (
    | { outcome: 'joined'; snapshot: RoomSnapshot; missed: RoomEvent[] | null; resync: boolean }
    | { outcome: 'waiting' }
  ) & {
    actor: Actor;
    /** How often the connection has moved to another socket, this time included. */
    moves: number;
    /** Until when the room can be open. */
    expiresAtMs: number;
  };

/**
 * Gives a place back to who holds its token; {@link announceMoved} follows. Refuses with `resume_expired`, or
 * `room_ended`.
 */
export async function resumeRoom(
  room: RoomContext,
  roomId: RoomId,
  socketId: SocketId,
  resume: Resume,
  media: MediaState,
): Promise<Resumed> {
  const returned = await takeUp(room, roomId, socketId, resume, media);
  if (returned.outcome === 'gone') throw new Refused('resume_expired');
  if (returned.outcome === 'ended') throw new Refused('room_ended');

  const { sessionId, moves, expiresAtMs } = returned;
  if (returned.outcome === 'waiting') {
    const { connectionId, userId, name } = returned.person;
    const actor: Actor = { roomId, connectionId, userId, name, standing: 'waiting', sessionId };
    return { outcome: 'waiting', actor, moves, expiresAtMs };
  }
  const actor: Actor = { ...actorOf(roomId, returned.participant), sessionId };
  const { connectionId } = actor;
  await announceEvents(room, roomId, returned.events);
  const missed = await missedSince(room, roomId, resume);
  const resync = resume.lastSeq !== undefined && missed === null;
  room.log.info({ roomId, connectionId, replayed: missed?.length ?? null, resync }, 'participant resumed');
  return { outcome: 'joined', actor, moves, snapshot: returned.snapshot, missed, resync, expiresAtMs };
}

/**
 * Has the former socket closed, wherever it is. Only once the new one is seated: until then signals for the connection
 * reach it by the former one, and so none falls between the two.
 */
export async function announceMoved(
  room: RoomContext,
  { roomId, connectionId }: Actor,
  { socketId, moves }: { socketId: SocketId; moves: number },
): Promise<void> {
  await announce(room, roomId, { kind: 'moved', connectionId, socketId, moves });
}

async function takeUp(
  room: RoomContext,
  roomId: RoomId,
  socketId: SocketId,
  resume: Resume,
  media: MediaState,
): Promise<Return> {
  const connectionId = connectionOfToken(resume.token);
  if (!connectionId) return { outcome: 'gone' };
  const reloaded = resume.lastSeq === undefined;
  const returner = { connectionId, socketId, tokenHash: hashToken(resume.token), media, reloaded };
  return room.store.resume(roomId, returner, stampNow(room)).catch((error) => {
    // It may have been done all the same: without this the place would count as taken, by a socket that has none.
    room.errands.add(() => loseConnection(room, { roomId, connectionId }, socketId, ABNORMAL_CLOSURE));
    throw error;
  });
}

async function missedSince(room: RoomContext, roomId: RoomId, { epoch, lastSeq }: Resume): Promise<RoomEvent[] | null> {
  if (epoch === undefined || lastSeq === undefined) return null;
  return room.store.eventsAfter(roomId, epoch, lastSeq);
}

function actorOf(roomId: RoomId, { connectionId, userId, name, role }: Participant): Omit<Actor, 'sessionId'> {
  return { roomId, connectionId, userId, name, standing: standingOf(role) };
}

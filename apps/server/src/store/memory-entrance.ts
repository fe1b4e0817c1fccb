import type { ConnectionId, MediaState, Participant, RoomEvent } from '@cline-meet/protocol';
import type { Newcomer, Returner } from '../room/model.ts';
import type { Admission, Entry, EntryRefusal, Return, Stamp } from '../room/room-store.ts';
import { sameHash } from '../room/token.ts';
import { changeParticipant, shareScreen } from './memory-changes.ts';
import type { Hold, Knock, Member, MemoryRoom } from './memory-room.ts';

/** More people at the door than this are a flood. */
const MAX_WAITING = 200;

export function enter(room: MemoryRoom, newcomer: Newcomer, maxParticipants: number, stamp: Stamp): Entry {
  const knocks = mustKnock(room, newcomer);
  const refusal = refusalOf(room, newcomer, knocks, maxParticipants);
  if (refusal) return { outcome: 'refused', code: refusal };
  const { socketId, tokenHash, sessionId } = newcomer;
  const hold: Hold = { socketId, moves: 0, tokenHash, sessionId, lostUntilMs: null };
  if (!knocks) {
    const event = seat(room, newcomer, newcomer.role, newcomer.media, hold, stamp);
    return { outcome: 'joined', event, snapshot: room.snapshot() };
  }
  const { connectionId, userId, name, avatarUrl, media } = newcomer;
  const person = { connectionId, userId, name, avatarUrl, since: stamp.at };
  room.knocks.set(connectionId, { person, media, hold });
  return { outcome: 'waiting' };
}

function mustKnock(room: MemoryRoom, { role, userId }: Newcomer): boolean {
  if (role === 'host') return false;
  return room.removed.has(userId) || (room.settings.waitingRoom && !room.admitted.has(userId));
}

function refusalOf(
  room: MemoryRoom,
  { role }: Newcomer,
  knocks: boolean,
  maxParticipants: number,
): EntryRefusal | null {
  if (room.ended) return 'room_ended';
  if (room.settings.locked && role !== 'host') return 'room_locked';
  const isFull = knocks ? room.knocks.size >= MAX_WAITING : room.members.size >= maxParticipants;
  return isFull ? 'room_full' : null;
}

function seat(
  room: MemoryRoom,
  person: Pick<Participant, 'connectionId' | 'userId' | 'name' | 'avatarUrl'>,
  role: Participant['role'],
  media: MediaState,
  hold: Hold,
  stamp: Stamp,
): RoomEvent<'user_joined'> {
  const { connectionId, userId, name, avatarUrl } = person;
  const participant: Participant = {
    connectionId,
    userId,
    name,
    avatarUrl,
    role,
    ...media,
    handRaisedAt: null,
    screenShare: null,
    connection: hold.lostUntilMs === null ? 'connected' : 'reconnecting',
    incarnation: 0,
    joinedAt: stamp.at,
  };
  room.members.set(connectionId, { participant, hold });
  room.admitted.add(userId);
  room.removed.delete(userId);
  return room.append('user_joined', { participant }, { at: stamp.at }, participant);
}

export function admit(
  room: MemoryRoom,
  who: ConnectionId | 'everyone',
  maxParticipants: number,
  stamp: Stamp,
): Admission {
  const admitted: RoomEvent<'user_joined'>[] = [];
  for (const { person, media, hold } of knocksOf(room, who)) {
    if (room.members.size >= maxParticipants) return { admitted, full: true };
    room.knocks.delete(person.connectionId);
    admitted.push(seat(room, person, 'participant', media, hold, stamp));
  }
  return { admitted, full: false };
}

export function deny(room: MemoryRoom, who: ConnectionId | 'everyone'): ConnectionId[] {
  const denied = knocksOf(room, who).map(({ person }) => person.connectionId);
  for (const connectionId of denied) room.knocks.delete(connectionId);
  return denied;
}

function knocksOf(room: MemoryRoom, who: ConnectionId | 'everyone'): Knock[] {
  if (who === 'everyone') return [...room.knocks.values()];
  const knock = room.knocks.get(who);
  return knock ? [knock] : [];
}

export function resume(room: MemoryRoom, returner: Returner, stamp: Stamp): Return {
  if (room.ended) return { outcome: 'ended' };
  const member = room.members.get(returner.connectionId);
  const place = member ?? room.knocks.get(returner.connectionId);
  if (!place || !sameHash(place.hold.tokenHash, returner.tokenHash)) return { outcome: 'gone' };
  const moves = place.hold.moves + 1;
  place.hold = { ...place.hold, socketId: returner.socketId, moves, lostUntilMs: null };
  const kept = { sessionId: place.hold.sessionId, moves, expiresAtMs: room.expiresAtMs };
  if ('person' in place) return { outcome: 'waiting', person: place.person, ...kept };
  const events = comeBack(room, place, returner, stamp);
  return { outcome: 'joined', participant: place.participant, events, snapshot: room.snapshot(), ...kept };
}

/** What was off stays off; a new page has lost its screen capture and needs new peer connections. */
function comeBack(room: MemoryRoom, member: Member, { media, reloaded }: Returner, stamp: Stamp): RoomEvent[] {
  const { connectionId, microphone, camera, incarnation } = member.participant;
  const events: RoomEvent[] = [];
  if (reloaded) {
    const stopped = shareScreen(room, connectionId, null, stamp);
    if (stopped.outcome === 'changed') events.push(stopped.event);
  }
  const change = {
    connection: 'connected' as const,
    microphone: microphone && media.microphone,
    camera: camera && media.camera,
    incarnation: reloaded ? incarnation + 1 : incarnation,
  };
  const changed = changeParticipant(room, connectionId, change, stamp);
  if (changed.outcome === 'changed') events.push(changed.event);
  return events;
}

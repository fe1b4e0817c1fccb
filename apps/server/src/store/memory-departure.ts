import type { ConnectionId, LeaveReason, Participant, RoomEvent, UserId } from '@cline-meet/protocol';
import type { SocketId } from '../room/model.ts';
import type { Departure, Reaping, Removal, Stamp } from '../room/room-store.ts';
import { changeParticipant } from './memory-changes.ts';
import type { Hold, Knock, Member, MemoryRoom } from './memory-room.ts';

export function leave(room: MemoryRoom, connectionId: ConnectionId, stamp: Stamp): Departure | null {
  const member = room.members.get(connectionId);
  if (member) return { from: 'room', event: unseat(room, member, 'left', stamp) };
  return room.knocks.delete(connectionId) ? { from: 'waiting' } : null;
}

function unseat(room: MemoryRoom, member: Member, reason: LeaveReason, stamp: Stamp): RoomEvent<'user_left'> {
  const { connectionId, userId, name } = member.participant;
  room.members.delete(connectionId);
  return room.append('user_left', { connectionId, userId, name, reason }, stamp, member.participant);
}

export function lose(
  room: MemoryRoom,
  connectionId: ConnectionId,
  socketId: SocketId,
  untilMs: number,
  stamp: Stamp,
): RoomEvent<'participant_state'> | null {
  const place = room.members.get(connectionId) ?? room.knocks.get(connectionId);
  if (place?.hold.socketId !== socketId) return null;
  place.hold = { ...place.hold, lostUntilMs: untilMs };
  const change = changeParticipant(room, connectionId, { connection: 'reconnecting' }, stamp);
  return change.outcome === 'changed' ? change.event : null;
}

export function remove(room: MemoryRoom, userId: UserId, stamp: Stamp): Removal {
  room.admitted.delete(userId);
  room.removed.add(userId);
  const members = [...room.members.values()].filter(({ participant }) => participant.userId === userId);
  const knocks = [...room.knocks.values()].filter(({ person }) => person.userId === userId);
  return takeOut(room, members, knocks, 'removed', stamp);
}

export function leaveSession(room: MemoryRoom, sessionId: string, stamp: Stamp): Removal {
  const members = [...room.members.values()].filter(({ hold }) => hold.sessionId === sessionId);
  const knocks = [...room.knocks.values()].filter(({ hold }) => hold.sessionId === sessionId);
  return takeOut(room, members, knocks, 'left', stamp);
}

function takeOut(room: MemoryRoom, members: Member[], knocks: Knock[], reason: LeaveReason, stamp: Stamp): Removal {
  const waiting = knocks.map(({ person }) => person.connectionId);
  for (const connectionId of waiting) room.knocks.delete(connectionId);
  return { left: members.map((member) => unseat(room, member, reason, stamp)), waiting };
}

export function isDue(room: MemoryRoom, nowMs: number): boolean {
  if (room.expiresAtMs <= nowMs) return true;
  const places = [...room.members.values(), ...room.knocks.values()];
  return places.some(({ hold }) => hasPassed(hold, nowMs));
}

function hasPassed({ lostUntilMs }: Hold, nowMs: number): boolean {
  return lostUntilMs !== null && lostUntilMs <= nowMs;
}

/** Takes out whose grace has passed. The store itself forgets the room where it has expired. */
export function reap(room: MemoryRoom, nowMs: number, stamp: Stamp): Reaping {
  const isExpired = room.expiresAtMs <= nowMs;
  if (isExpired) return { left: [], waitingChanged: false, expired: room.participants };
  const lost = [...room.members.values()].filter(({ hold }) => hasPassed(hold, nowMs));
  const left = lost.map((member) => unseat(room, member, 'lost', stamp));
  const gone = [...room.knocks].filter(([, { hold }]) => hasPassed(hold, nowMs));
  for (const [connectionId] of gone) room.knocks.delete(connectionId);
  return { left, waitingChanged: gone.length > 0, expired: null };
}

export function end(room: MemoryRoom): Participant[] | null {
  if (room.ended) return null;
  const { participants } = room;
  room.ended = true;
  room.members.clear();
  room.knocks.clear();
  return participants;
}

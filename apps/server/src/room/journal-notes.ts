import type { Participant, RoomEvent, RoomId } from '@cline-meet/protocol';
import { stampNow } from './announce.ts';
import type { RoomContext } from './context.ts';

/** Tells the journal that someone came in, from the door or from the waiting room. */
export function noteJoined(room: RoomContext, participant: Participant, roomId: RoomId): void {
  const { userId, connectionId, role, microphone, joinedAt } = participant;
  const isHost = role === 'host';
  room.journal.append({ type: 'joined', roomId, userId, connectionId, isHost, isMuted: !microphone, at: joinedAt });
}

/** Tells the journal who is out of the room and why. */
export function noteLeft(room: Pick<RoomContext, 'journal' | 'log'>, events: readonly RoomEvent<'user_left'>[]): void {
  for (const { roomId, timestamp: at, payload } of events) {
    const { userId, connectionId, reason } = payload;
    room.journal.append({ type: 'left', roomId, userId, connectionId, reason, at });
    room.log.info({ roomId, connectionId, reason }, 'participant left');
  }
}

/** Tells the journal who was still in when the meeting ended or expired. */
export function noteEnded(room: RoomContext, roomId: RoomId, participants: readonly Participant[]): void {
  const { at } = stampNow(room);
  for (const { userId, connectionId } of participants) {
    room.journal.append({ type: 'left', roomId, userId, connectionId, reason: 'ended', at });
  }
}

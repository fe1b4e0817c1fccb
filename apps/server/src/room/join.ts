import { randomUUID } from 'node:crypto';
import { ConnectionId, type MediaState, type RoomEvent } from '@cline-meet/protocol';
import { announce, stampNow } from './announce.ts';
import { capacityOf } from './capacity.ts';
import type { RoomContext } from './context.ts';
import { noteJoined } from './journal-notes.ts';
import { vacate } from './leave.ts';
import { type Actor, type Newcomer, Refused, type RoomSnapshot, type SocketId, standingOf } from './model.ts';
import { TICKET_TTL_SECONDS, type TicketClaims } from './ticket.ts';
import { createResumeToken, hashToken } from './token.ts';

/** A used ticket is remembered for longer than it could be valid, clock skew included. */
const TICKET_MEMORY_MS = 2 * TICKET_TTL_SECONDS * 1000;

export type Joined =
  /** `event` tells the others; the snapshot holds it already. */
  | {
      outcome: 'joined';
      actor: Actor;
      resumeToken: string;
      snapshot: RoomSnapshot;
      event: RoomEvent<'user_joined'>;
    }
  | { outcome: 'waiting'; actor: Actor; resumeToken: string };

/**
 * Uses up the ticket and lets the person in or has them wait. The pod must have subscribed to the room before, or it
 * would miss what happens next. Refuses with `ticket_invalid` or with what the room's state says.
 */
export async function joinRoom(
  room: RoomContext,
  claims: TicketClaims,
  socketId: SocketId,
  media: MediaState,
): Promise<Joined> {
  await spend(room, claims);
  const connectionId = ConnectionId.parse(randomUUID());
  const resumeToken = createResumeToken(connectionId);
  const newcomer = newcomerOf(claims, { connectionId, socketId, tokenHash: hashToken(resumeToken), media });
  const { roomId } = claims.room;
  const capacity = await capacityOf(room);
  const entry = await room.store.enter(claims.room, newcomer, capacity, stampNow(room)).catch((error) => {
    // It may have been done all the same, and nobody would ever give that place up.
    room.errands.add(() => vacate(room, roomId, connectionId));
    throw error;
  });
  if (entry.outcome === 'refused') throw new Refused(entry.code);

  const { userId, name, sessionId } = claims;
  const actor = { roomId, connectionId, userId, name, sessionId };
  room.log.info({ roomId, connectionId, outcome: entry.outcome, host: claims.isHost }, 'participant entered');
  if (entry.outcome === 'waiting') {
    void announce(room, roomId, { kind: 'waiting_changed' });
    return { outcome: 'waiting', actor: { ...actor, standing: 'waiting' }, resumeToken };
  }
  noteJoined(room, entry.event.payload.participant, roomId);
  // Not waited for: who is seated at once has missed nothing, and need not look into the log.
  void announce(room, roomId, { kind: 'event', event: entry.event });
  const standing = standingOf(newcomer.role);
  return {
    outcome: 'joined',
    actor: { ...actor, standing },
    resumeToken,
    snapshot: entry.snapshot,
    event: entry.event,
  };
}

async function spend(room: RoomContext, { ticketId, room: { expiresAt } }: TicketClaims): Promise<void> {
  const now = room.clock.now();
  if (!(await room.store.takeTicket(ticketId, now + TICKET_MEMORY_MS))) throw new Refused('ticket_invalid');
  if (Date.parse(expiresAt) <= now) throw new Refused('room_expired');
}

type Place = Pick<Newcomer, 'connectionId' | 'socketId' | 'tokenHash' | 'media'>;

function newcomerOf(claims: TicketClaims, place: Place): Newcomer {
  const { sessionId, userId, name, avatarUrl, isHost } = claims;
  return { ...place, sessionId, userId, name, avatarUrl, role: isHost ? 'host' : 'participant' };
}

import type { ClientMessage, CloseName, ErrorCode } from '@cline-meet/protocol';
import type { RoomContext } from '../room/context.ts';
import { joinRoom } from '../room/join.ts';
import { Refused } from '../room/model.ts';
import { type Resumed, resumeRoom } from '../room/resume.ts';
import type { TicketClaims } from '../room/ticket.ts';
import type { Client } from './client.ts';
import type { HubMetrics } from './hub-metrics.ts';
import { type Welcome, welcomeAt } from './local-clients.ts';
import type { LocalRoom } from './local-room.ts';
import type { LocalRooms } from './local-rooms.ts';
import type { Messages } from './messages.ts';

type JoinPayload = ClientMessage<'join_room'>['payload'];
type ResumePayload = NonNullable<JoinPayload['resume']>;

export interface EntranceContext {
  readonly room: RoomContext;
  readonly rooms: LocalRooms;
  readonly messages: Messages;
  readonly metrics: HubMetrics;
  /** Null for a ticket that is malformed, forged or too old. */
  readonly verifyTicket: (token: string) => Promise<TicketClaims | null>;
}

/** Who is refused at the door is closed with the reason; other refusals leave the socket open. */
export const closeAfterRefusal: Partial<Record<ErrorCode, CloseName>> = {
  ticket_invalid: 'ticketInvalid',
  resume_expired: 'resumeExpired',
  room_locked: 'roomLocked',
  room_full: 'roomFull',
  room_ended: 'roomEnded',
  room_expired: 'roomExpired',
  internal: 'internal',
};

/** `join_room`: by the resume token where the place is still kept, else by the ticket. */
export async function enterRoom(door: EntranceContext, client: Client, payload: JoinPayload): Promise<void> {
  if (client.state.phase !== 'connecting') throw new Refused('already_joined');
  if (payload.resume && (await tryResume(door, client, payload, payload.resume))) return;
  const claims = payload.ticket === undefined ? null : await door.verifyTicket(payload.ticket);
  if (claims?.room.roomId !== client.roomId) throw new Refused('ticket_invalid');
  await counted(door.metrics.joins, () => holding(door, client, (local) => join(door, client, local, claims, payload)));
}

async function join(
  { room, messages }: EntranceContext,
  client: Client,
  local: LocalRoom,
  claims: TicketClaims,
  { media }: JoinPayload,
): Promise<string> {
  const joined = await joinRoom(room, claims, client.socketId, media);
  const { actor, resumeToken } = joined;
  if (joined.outcome === 'waiting') {
    client.take({ phase: 'waiting', actor, resumeToken });
    await local.wait(client, messages.roomWaiting(actor, resumeToken));
    return 'waiting';
  }
  client.take({ phase: 'joined', actor, resumeToken });
  const { snapshot } = joined;
  const roomJoined = messages.roomJoined(actor, resumeToken, snapshot, false);
  await local.join(client, welcomeAt(snapshot, [roomJoined]));
  return 'joined';
}

/** False where the place is gone and a ticket may do instead. */
async function tryResume(
  door: EntranceContext,
  client: Client,
  payload: JoinPayload,
  resume: ResumePayload,
): Promise<boolean> {
  try {
    await counted(door.metrics.resumes, () =>
      holding(door, client, (local) => takeUp(door, client, local, resume, payload.media)),
    );
    return true;
  } catch (error) {
    if (error instanceof Refused && error.code === 'resume_expired' && payload.ticket !== undefined) return false;
    throw error;
  }
}

async function takeUp(
  { room, messages }: EntranceContext,
  client: Client,
  local: LocalRoom,
  resume: ResumePayload,
  media: JoinPayload['media'],
): Promise<string> {
  const resumed = await resumeRoom(room, client.roomId, client.socketId, resume, media);
  const { actor } = resumed;
  client.moves = resumed.moves;
  if (resumed.outcome === 'waiting') {
    client.take({ phase: 'waiting', actor, resumeToken: resume.token });
    await local.wait(client, messages.roomWaiting(actor, resume.token));
    return 'waiting';
  }
  client.take({ phase: 'joined', actor, resumeToken: resume.token });
  await local.join(client, welcomeBack(messages, resumed, resume));
  if (resumed.missed) return 'replayed';
  return resumed.resync ? 'resync' : 'snapshot';
}

function welcomeBack(
  messages: Messages,
  { actor, snapshot, missed, resync }: Extract<Resumed, { outcome: 'joined' }>,
  { token, lastSeq = 0 }: ResumePayload,
): Welcome {
  if (!missed) return welcomeAt(snapshot, [messages.roomJoined(actor, token, snapshot, resync)]);
  const resumed = messages.roomResumed(actor, token, snapshot.epoch, lastSeq, missed.length);
  return { ...welcomeAt(snapshot, [resumed, ...missed]), seq: lastSeq + missed.length };
}

/** The pod subscribes to the room before anyone is added to it, and stays so while the client has a place. */
async function holding(
  { rooms, metrics }: EntranceContext,
  client: Client,
  enter: (local: LocalRoom) => Promise<string>,
): Promise<string> {
  const local = await rooms.hold(client.roomId);
  try {
    return await enter(local);
  } finally {
    if (!client.actor) await rooms.release(client.roomId);
    metrics.rooms.set(rooms.size);
  }
}

async function counted(counter: HubMetrics['joins'], enter: () => Promise<string>): Promise<void> {
  try {
    counter.inc({ outcome: await enter() });
  } catch (error) {
    counter.inc({ outcome: error instanceof Refused ? error.code : 'failed' });
    throw error;
  }
}

import type { ClientMessage, CloseName, ErrorCode } from '@cline-meet/protocol';
import type { RoomContext } from '../room/context.ts';
import { noteSession } from '../room/dismiss-session.ts';
import { joinRoom } from '../room/join.ts';
import { type Actor, Refused } from '../room/model.ts';
import { announceMoved, type Resumed, resumeRoom } from '../room/resume.ts';
import type { SessionIndex } from '../room/session-index.ts';
import type { TicketClaims } from '../room/ticket.ts';
import type { Admission } from './admission.ts';
import type { Client } from './client.ts';
import type { HubMetrics } from './hub-metrics.ts';
import { type Welcome, welcomeAt } from './local-clients.ts';
import type { LocalRoom } from './local-room.ts';
import type { LocalRooms } from './local-rooms.ts';
import type { Messages } from './messages.ts';

/** How the metrics count who was let in and sent away at once. */
const SIGNED_OUT = 'signed_out';

type JoinPayload = ClientMessage<'join_room'>['payload'];
type ResumePayload = NonNullable<JoinPayload['resume']>;

export interface EntranceContext {
  readonly room: RoomContext;
  readonly sessions: SessionIndex;
  readonly rooms: LocalRooms;
  readonly messages: Messages;
  readonly metrics: HubMetrics;
  readonly admission: Admission;
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
  unavailable: 'busy',
  internal: 'internal',
};

/** What is answered to who has nothing good to show. */
const worthless: readonly ErrorCode[] = ['ticket_invalid', 'resume_expired'];

/** `join_room`: one more than the pod takes in at a time is refused before their ticket is touched. */
export async function enterRoom(door: EntranceContext, client: Client, payload: JoinPayload): Promise<void> {
  if (client.state.phase !== 'connecting') throw new Refused('already_joined');
  admit(door);
  try {
    await timed(door, () => takePlace(door, client, payload));
  } catch (error) {
    if (error instanceof Refused && worthless.includes(error.code)) door.admission.giveBack();
    throw error;
  }
}

function admit({ admission, metrics, room }: EntranceContext): void {
  try {
    admission.admit(room.clock.now());
  } catch (error) {
    metrics.putOff.inc();
    throw error;
  }
}

/** Notes how long an answer took. Refusals are left out: they are quick, and anyone may bring any number of them about. */
async function timed({ metrics, room }: EntranceContext, enter: () => Promise<void>): Promise<void> {
  const startedAtMs = room.clock.now();
  const note = (outcome: string) =>
    metrics.joinTimes.observe({ outcome }, Math.max(0, room.clock.now() - startedAtMs) / 1000);
  try {
    await enter();
  } catch (error) {
    if (!(error instanceof Refused)) note('failed');
    throw error;
  }
  note('answered');
}

/** By the resume token where the place is still kept, else by the ticket. */
async function takePlace(door: EntranceContext, client: Client, payload: JoinPayload): Promise<void> {
  if (payload.resume && (await tryResume(door, client, payload, payload.resume))) return;
  const claims = payload.ticket === undefined ? null : await door.verifyTicket(payload.ticket);
  if (claims?.room.roomId !== client.roomId) throw new Refused('ticket_invalid');
  await counted(door.metrics.joins, () => holding(door, client, (local) => join(door, client, local, claims, payload)));
}

async function join(
  door: EntranceContext,
  client: Client,
  local: LocalRoom,
  claims: TicketClaims,
  { media }: JoinPayload,
): Promise<string> {
  const { room, messages } = door;
  const joined = await joinRoom(room, claims, client.socketId, media);
  const { actor, resumeToken } = joined;
  client.take({ phase: joined.outcome, actor, resumeToken });
  if (joined.outcome === 'waiting') {
    await local.wait(client, messages.roomWaiting(actor, resumeToken));
  } else {
    const roomJoined = messages.roomJoined(actor, resumeToken, joined.snapshot, false);
    await local.join(client, welcomeAt(joined.snapshot, [roomJoined]), joined.event);
  }
  return (await stays(door, client, actor, Date.parse(claims.room.expiresAt))) ? joined.outcome : SIGNED_OUT;
}

/** False, and the client is sent away, where its login session ended on the way in. */
async function stays(
  { room, sessions }: EntranceContext,
  client: Client,
  actor: Actor,
  expiresAtMs: number,
): Promise<boolean> {
  if (await noteSession(room, sessions, actor, expiresAtMs)) return true;
  client.close('signedOut');
  return false;
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
  door: EntranceContext,
  client: Client,
  local: LocalRoom,
  resume: ResumePayload,
  media: JoinPayload['media'],
): Promise<string> {
  const { room, messages } = door;
  const resumed = await resumeRoom(room, client.roomId, client.socketId, resume, media);
  const { actor, moves, expiresAtMs } = resumed;
  client.moves = moves;
  client.take({ phase: resumed.outcome, actor, resumeToken: resume.token });
  if (resumed.outcome === 'waiting') await local.wait(client, messages.roomWaiting(actor, resume.token));
  else await local.join(client, welcomeBack(messages, resumed, resume));
  await announceMoved(room, actor, client);
  return (await stays(door, client, actor, expiresAtMs)) ? howResumed(resumed) : SIGNED_OUT;
}

function howResumed(resumed: Resumed): string {
  if (resumed.outcome === 'waiting') return 'waiting';
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

import { randomUUID } from 'node:crypto';
import { limits, type RoomEvent, type RoomId } from '@cline-meet/protocol';
import type { Clock } from '../lib/clock.ts';
import type { RedisClient } from '../lib/redis.ts';
import type { Reply } from '../lib/redis-script.ts';
import type { Newcomer } from '../room/model.ts';
import type { Departure, Entry, EntryRefusal, MediaPlacing, Removal, Return, RoomStore } from '../room/room-store.ts';
import type { TicketClaims } from '../room/ticket.ts';
import { MOST_RELAYS } from '../room/topologies.ts';
import { RedisDueRooms } from './redis-due-rooms.ts';
import type { RedisPod } from './redis-pod.ts';
import * as replies from './redis-room-replies.ts';
import { roomKey, runRoomScript } from './redis-room-scripts.ts';

type Verb<Name extends keyof RoomStore> = RoomStore[Name];

/** More people at the door than this are a flood. */
const MAX_WAITING = 200;
/** How long a room's keys outlive its expiry, for the case that nobody is there to reap it. */
const SLACK_MS = 3_600_000;
/** Until a room that someone comes back to tells its own expiry. */
const SERVED_AT_LEAST_MS = 24 * 3_600_000;

/**
 * Rooms in Redis 7.0 or later, standalone or cluster. Every verb is one script on one slot; a room's log and chat go with
 * the room. Where Redis loses a room, whoever enters next opens it with another epoch, and the old one is unknown.
 */
export class RedisRoomStore implements RoomStore {
  readonly #redis: RedisClient;
  readonly #pod: RedisPod;
  readonly #clock: Clock;
  readonly #due: RedisDueRooms;

  constructor(redis: RedisClient, pod: RedisPod, clock: Clock) {
    this.#redis = redis;
    this.#pod = pod;
    this.#clock = clock;
    this.#due = new RedisDueRooms(redis);
  }

  takeTicket: Verb<'takeTicket'> = async (ticketId, untilMs) => {
    const ttlMs = Math.max(untilMs - this.#clock.now(), 1);
    return (await this.#redis.set(`ticket:${ticketId}`, '', 'PX', ttlMs, 'NX')) === 'OK';
  };

  enter: Verb<'enter'> = async (room, newcomer, maxParticipants, stamp) => {
    const expiresAtMs = Date.parse(room.expiresAt);
    const podId = await this.#pod.serves(room.roomId, expiresAtMs);
    const { socketId, tokenHash, sessionId, role, media } = newcomer;
    const reply = await this.#run('enter', room.roomId, {
      ...this.#opening(room, expiresAtMs),
      person: personOf(newcomer, stamp.at),
      hold: { socketId, tokenHash, podId, sessionId } satisfies replies.Hold,
      ...{ role, media, maxParticipants, maxWaiting: MAX_WAITING, stamp },
    });
    const [isNew, ...entry] = reply as [Reply, ...Reply[]];
    if (isNew) await this.#due.note(room.roomId, expiresAtMs, this.#clock.now());
    return readEntry(entry);
  };

  /** What a room begins with. Used only where it is not open yet. */
  #opening(room: TicketClaims['room'], expiresAtMs: number) {
    const { roomId, code, name, encrypted, expiresAt, waitingRoom, locked } = room;
    const info = JSON.stringify({ roomId, code, name, encrypted, expiresAt } satisfies replies.FixedInfo);
    const ttlMs = Math.max(expiresAtMs - this.#clock.now(), 0) + SLACK_MS;
    return { epoch: randomUUID(), info, waitingRoom, locked, expiresAtMs, ttlMs };
  }

  resume: Verb<'resume'> = async (roomId, { connectionId, socketId, tokenHash, media, reloaded }, stamp) => {
    const podId = await this.#pod.serves(roomId, this.#clock.now() + SERVED_AT_LEAST_MS);
    const hold: Omit<replies.Hold, 'sessionId'> = { socketId, tokenHash, podId };
    const reply = await this.#run('resume', roomId, { connectionId, hold, media, reloaded, stamp });
    const [outcome, ...rest] = reply as [Return['outcome'], string, number, string, ...Reply[]];
    if (outcome === 'gone' || outcome === 'ended') return { outcome };
    await this.#pod.serves(roomId, Number(rest[0]));
    return readReturn(outcome, rest);
  };

  admit: Verb<'admit'> = async (roomId, who, maxParticipants, stamp) => {
    const [admitted = [], isFull] = (await this.#run('admit', roomId, { who, maxParticipants, stamp })) as Reply[];
    return { admitted: replies.readEach(admitted), full: isFull === 1 };
  };

  deny: Verb<'deny'> = async (roomId, who) =>
    (await this.#run('deny', roomId, { who })) as Awaited<ReturnType<RoomStore['deny']>>;

  leave: Verb<'leave'> = async (roomId, connectionId, stamp) => {
    const reply = await this.#run('leave', roomId, { connectionId, stamp });
    if (reply === null) return null;
    const [from, event = null] = reply as [Departure['from'], Reply?];
    return from === 'room' ? { from, event: replies.read(event) } : { from };
  };

  lose: Verb<'lose'> = async (roomId, connectionId, socketId, untilMs, stamp) => {
    await this.#due.note(roomId, untilMs, this.#clock.now());
    const event = await this.#run('lose', roomId, { connectionId, socketId, untilMs, stamp });
    return event === null ? null : replies.read(event);
  };

  remove: Verb<'remove'> = async (roomId, userId, stamp) =>
    readRemoval(await this.#run('remove', roomId, { userId, stamp }));

  leaveSession: Verb<'leaveSession'> = async (roomId, sessionId, stamp) =>
    readRemoval(await this.#run('leaveSession', roomId, { sessionId, stamp }));

  /** Each call claims what it names: another pod gets it some seconds later, unless it is reaped by then. */
  dueRooms: Verb<'dueRooms'> = (nowMs) => this.#due.claim(nowMs);

  reap: Verb<'reap'> = async (roomId, nowMs, stamp) => {
    const reply = await this.#run('reap', roomId, { nowMs, stamp });
    const [outcome, people, waitingChanged, nextMs] = reply as [string, Reply, Reply, Reply];
    const isGone = outcome === 'expired' || nextMs === null;
    await this.#due.settle(roomId, isGone ? null : Number(nextMs), nowMs);
    return outcome === 'expired'
      ? { left: [], waitingChanged: false, expired: replies.readParticipants(people) }
      : { left: replies.readEach(people), waitingChanged: waitingChanged === 1, expired: null };
  };

  end: Verb<'end'> = async (roomId) => {
    const places = await this.#run('end', roomId);
    return places === null ? null : replies.readParticipants(places);
  };

  changeParticipant: Verb<'changeParticipant'> = async (roomId, connectionId, change, stamp) =>
    replies.readChange(await this.#run('changeParticipant', roomId, { connectionId, change, stamp }));

  shareScreen: Verb<'shareScreen'> = async (roomId, connectionId, screenShare, stamp) =>
    replies.readChange(await this.#run('shareScreen', roomId, { connectionId, screenShare, stamp }));

  mute: Verb<'mute'> = async (roomId, who, { connectionId, name }, stamp) =>
    replies.readChange(await this.#run('mute', roomId, { who, host: { connectionId, name }, stamp }));

  arrangeMedia: Verb<'arrangeMedia'> = async (roomId, from, topology, stamp) =>
    replies.readChange(await this.#run('arrangeMedia', roomId, { from, topology, stamp }));

  placeMedia: Verb<'placeMedia'> = async (roomId, wish, stamp) =>
    readPlacing(await this.#run('placeMedia', roomId, { ...wish, mostRelays: MOST_RELAYS, stamp }));

  removeRelay: Verb<'removeRelay'> = async (roomId, topologyId, nodeId, stamp) =>
    replies.readChange(await this.#run('removeRelay', roomId, { topologyId, nodeId, stamp }));

  changeSettings: Verb<'changeSettings'> = async (roomId, change, stamp) =>
    replies.readChange(await this.#run('changeSettings', roomId, { change, stamp }));

  appendChat: Verb<'appendChat'> = async (roomId, draft, stamp) => {
    const reply = await this.#run('appendChat', roomId, { draft, stamp, chatKept: limits.chatHistory });
    const [outcome, detail = null] = reply as ['stored' | 'duplicate' | 'absent', Reply?];
    if (outcome === 'stored') return { outcome, event: replies.read<RoomEvent<'chat_message'>>(detail) };
    return outcome === 'duplicate' ? { outcome, seq: Number(detail) } : { outcome };
  };

  eventsAfter: Verb<'eventsAfter'> = async (roomId, epoch, seq) => {
    const events = await this.#run('eventsAfter', roomId, { epoch, seq });
    return events === null ? null : replies.readEach(events);
  };

  snapshot: Verb<'snapshot'> = async (roomId) => {
    const reply = await this.#run('snapshot', roomId);
    if (reply === null) return null;
    const { ended, ...snapshot } = replies.readSnapshot(reply);
    return ended ? null : snapshot;
  };

  findParticipant: Verb<'findParticipant'> = async (roomId, connectionId) =>
    replies.readParticipant(await this.#redis.hget(roomKey(roomId, ':participants'), connectionId));

  waitingList: Verb<'waitingList'> = async (roomId) =>
    replies.readPersons(await this.#redis.hvals(roomKey(roomId, ':waiting')));

  stateOf: Verb<'stateOf'> = async (roomId) => {
    const [epoch, ended] = await this.#redis.hmget(roomKey(roomId), 'epoch', 'ended');
    if (epoch === null) return null;
    return ended === '1' ? 'ended' : 'open';
  };

  lookInto: Verb<'lookInto'> = async (roomId) => {
    const reply = await this.#run('snapshot', roomId);
    if (reply === null) return null;
    const { participants, room, ended } = replies.readSnapshot(reply);
    return { participants, settings: room.settings, ended };
  };

  #run(name: Parameters<typeof runRoomScript>[1], roomId: RoomId, argument?: object): Promise<Reply> {
    return runRoomScript(this.#redis, name, roomId, argument);
  }
}

function personOf({ connectionId, userId, name, avatarUrl }: Newcomer, since: string) {
  return { connectionId, userId, name, avatarUrl, since };
}

function readEntry([outcome, detail = null, snapshot = null]: Reply[]): Entry {
  if (outcome === 'refused') return { outcome, code: detail as EntryRefusal };
  if (outcome === 'waiting') return { outcome };
  return { outcome: 'joined', event: replies.read(detail), snapshot: openSnapshot(snapshot) };
}

function readReturn(outcome: 'joined' | 'waiting', rest: [string, number, string, ...Reply[]]): Return {
  const [expiresAtMs, moves, sessionId, who = null, events = null, snapshot = null] = rest;
  const kept = { sessionId, moves, expiresAtMs: Number(expiresAtMs) };
  if (outcome === 'waiting') return { outcome, person: replies.read(who), ...kept };
  return {
    ...kept,
    outcome,
    participant: replies.read(who),
    events: replies.readEach(events),
    snapshot: openSnapshot(snapshot),
  };
}

function readPlacing(reply: Reply): MediaPlacing {
  const [outcome, nodeId = '', event = null] = reply as [MediaPlacing['outcome'], string?, Reply?];
  if (outcome !== 'placed') return { outcome };
  return { outcome, nodeId, event: event === null ? null : replies.read(event) };
}

function readRemoval(reply: Reply): Removal {
  const [left, waiting] = reply as [Reply, Removal['waiting']];
  return { left: replies.readEach(left), waiting };
}

function openSnapshot(reply: Reply) {
  const { ended: _, ...snapshot } = replies.readSnapshot(reply);
  return snapshot;
}

import { closeCodes, MessageId, type RoomEvent, type RoomId, type ServerMessage } from '@cline-meet/protocol';
import { pino } from 'pino';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { RoomSnapshot } from '../room/model.ts';
import { ManualClock, newcomer, ticketRoom } from '../room/room-fixtures.ts';
import type { RoomStore } from '../room/room-store.ts';
import { MemoryRoomStore } from '../store/memory-room-store.ts';
import { Client, type ClientSocket } from './client.ts';
import { welcomeAt } from './local-clients.ts';
import { LocalRoom } from './local-room.ts';
import { Messages } from './messages.ts';

const stamp = { at: '2026-01-01T00:00:00.000Z' };
const clock = new ManualClock();
const owner = { received: async () => {}, departed: async () => {}, failed: () => {} };

/** A socket that keeps what it is sent. */
class FakeSocket implements ClientSocket {
  readonly bufferedBytes = 0;
  readonly sent: ServerMessage[] = [];
  closeCode: number | null = null;

  send(frame: Buffer): void {
    this.sent.push(JSON.parse(frame.toString('utf8', frame.indexOf('{'))));
  }

  close(code: number): void {
    this.closeCode = code;
  }

  terminate(): void {}
}

const room = ticketRoom();
const host = newcomer('Hanako', { role: 'host' });
let store: MemoryRoomStore;
let local: LocalRoom;
let messages: Messages;

beforeEach(async () => {
  store = new MemoryRoomStore();
  messages = new Messages(clock, { ttlSeconds: null, forUser: () => ({ iceServers: [], iceTransportPolicy: 'all' }) });
  local = new LocalRoom(room.roomId, {
    store,
    messages,
    clock,
    log: pino({ level: 'silent' }),
    healed: () => {},
    delivered: () => {},
    pictured: () => {},
  });
  await store.enter(room, host, 10, stamp);
});

async function say(text: string): Promise<RoomEvent> {
  const draft = { connectionId: host.connectionId, messageId: MessageId.parse(text), text };
  const chat = await store.appendChat(room.roomId, draft, stamp);
  if (chat.outcome !== 'stored') throw new Error(chat.outcome);
  return chat.event;
}

/** Enters the store and returns how to take the seat on this pod, later. */
async function entering(name: string) {
  const person = newcomer(name);
  const entry = await store.enter(room, person, 10, stamp);
  if (entry.outcome !== 'joined') throw new Error(entry.outcome);
  const { snapshot } = entry;
  const socket = new FakeSocket();
  const client = new Client(socket, room.roomId, owner, clock);
  const actor = { ...person, roomId: room.roomId, standing: 'participant' as const };
  const seat = () => {
    client.take({ phase: 'joined', actor, resumeToken: person.token });
    const welcome = messages.roomJoined(actor, person.token, snapshot, false);
    return local.join(client, welcomeAt(snapshot, [welcome]), entry.event);
  };
  const seen = () => socket.sent.map((message) => ('seq' in message ? message.seq : message.type));
  return { seat, seen, client, socket, person, event: entry.event };
}

describe('a client that is seated', () => {
  it('late gets what was delivered on this pod since its snapshot, after it', async () => {
    const [ken, ann] = [await entering('Ken'), await entering('Ann')];
    await ken.seat();
    for (const text of ['one', 'two']) local.deliver({ kind: 'event', event: await say(text) });
    await ann.seat();
    expect(ann.seen()).toEqual(['room_joined', 4, 5]);
    expect(ken.seen()).toEqual(['room_joined', 3, 4, 5]);
  });

  it('early does not get again what its snapshot holds, while others get it', async () => {
    const ken = await entering('Ken');
    await ken.seat();
    const before = await say('before');
    const ann = await entering('Ann');
    await ann.seat();
    local.deliver({ kind: 'event', event: before });
    local.deliver({ kind: 'event', event: ann.event });
    local.deliver({ kind: 'event', event: await say('after') });
    await local.catchUp();
    expect(ann.seen()).toEqual(['room_joined', 5]);
    expect(ken.seen()).toEqual(['room_joined', 3, 4, 5]);
  });

  it('while others come has nothing looked up in the log, where the bus loses nothing', async () => {
    const reads = vi.spyOn(store, 'eventsAfter');
    const people = [await entering('Ken'), await entering('Ann'), await entering('Bob')];
    for (const { seat } of people) await seat();
    for (const { event } of people) local.deliver({ kind: 'event', event });
    await local.catchUp();
    expect(people.map(({ seen }) => seen())).toEqual([['room_joined', 3, 4], ['room_joined', 4], ['room_joined']]);
    // The catching up itself.
    expect(reads).toHaveBeenCalledTimes(1);
  });

  it('has it looked up where an event has the number of the join and is another', async () => {
    const ken = await entering('Ken');
    await ken.seat();
    const reads = vi.spyOn(store, 'eventsAfter');
    local.deliver({ kind: 'event', event: { ...ken.event, timestamp: '2026-01-01T00:00:09.000Z' } });
    await vi.waitFor(() => expect(reads).toHaveBeenCalledTimes(1));
  });

  it('sees each event once, in order, however the bus shuffles and repeats them', async () => {
    const ken = await entering('Ken');
    await ken.seat();
    const [one, two, three] = [await say('one'), await say('two'), await say('three')];
    for (const event of [two, one, three, one, three]) local.deliver({ kind: 'event', event });
    await local.catchUp();
    expect(ken.seen()).toEqual(['room_joined', 3, 4, 5]);
  });

  it('after the end of the meeting is told so at once', async () => {
    const ken = await entering('Ken');
    await store.end(room.roomId);
    await ken.seat();
    expect(ken.socket.closeCode).toBe(4410);
  });

  it('is closed by the event of its removal, and sees nothing more', async () => {
    const ken = await entering('Ken');
    await ken.seat();
    const { left } = await store.remove(room.roomId, ken.person.userId, stamp);
    for (const event of left) local.deliver({ kind: 'event', event });
    local.deliver({ kind: 'event', event: await say('about-Ken') });
    await local.catchUp();
    expect([ken.seen(), ken.socket.closeCode]).toEqual([['room_joined'], 4404]);
  });
});

describe('a room that the store loses', () => {
  /** As Redis that was emptied: whoever enters next opens the room anew. */
  function lose(): void {
    store = new MemoryRoomStore();
    const { enter: _enter, ...verbs } = store;
    Object.assign(former, verbs);
  }
  let former: MemoryRoomStore;
  beforeEach(() => {
    former = store;
  });

  it('sends its people away, to come in again', async () => {
    const ken = await entering('Ken');
    await ken.seat();
    lose();
    await local.catchUp();
    expect(ken.socket.closeCode).toBe(closeCodes.internal.code);
  });

  it('and that was opened anew shows nothing of its new history to who is of the old one', async () => {
    const ken = await entering('Ken');
    await ken.seat();
    lose();
    await store.enter(room, host, 10, stamp);
    for (const text of ['one', 'two', 'three']) local.deliver({ kind: 'event', event: await say(text) });
    await local.catchUp();
    expect(ken.seen()).toEqual(['room_joined']);
    expect(ken.socket.closeCode).toBe(closeCodes.internal.code);
  });

  it('takes in who comes again, though it has not noticed yet', async () => {
    const ken = await entering('Ken');
    await ken.seat();
    for (const text of ['one', 'two', 'three']) local.deliver({ kind: 'event', event: await say(text) });
    await local.catchUp();
    lose();
    const ann = await entering('Ann');
    await ann.seat();
    expect(ken.socket.closeCode).toBe(closeCodes.internal.code);
    await store.enter(room, host, 10, stamp);
    local.deliver({ kind: 'event', event: await say('hello') });
    await local.catchUp();
    expect(ann.seen()).toEqual(['room_joined', 2, 3]);
    expect(ann.socket.closeCode).toBeNull();
  });

  it('while someone is on the way in sends them away too', async () => {
    const [ken, ann] = [await entering('Ken'), await entering('Ann')];
    await ken.seat();
    lose();
    const bob = await entering('Bob');
    await bob.seat();
    await ann.seat();
    expect([ann.seen(), ann.socket.closeCode]).toEqual([[], closeCodes.internal.code]);
    expect(bob.socket.closeCode).toBeNull();
  });
});

it('a room that comes back without its latest changes is shown afresh, before its numbers are those of other events', async () => {
  const ken = await entering('Ken');
  const before = (await store.snapshot(room.roomId)) as RoomSnapshot;
  const backedUp = {
    ...store,
    eventsAfter: async (_room: RoomId, _epoch: string, seq: number) => (seq > before.seq + 1 ? null : []),
    snapshot: async () => ({ ...before, seq: before.seq + 1 }),
  } as unknown as RoomStore;
  const context = {
    store: backedUp,
    messages,
    clock,
    log: pino({ level: 'silent' }),
    healed: () => {},
    delivered: () => {},
    pictured: () => {},
  };
  local = new LocalRoom(room.roomId, context);
  await ken.seat();
  const [one, two] = [await say('one'), await say('two')];
  for (const event of [one, two]) local.deliver({ kind: 'event', event });
  local.deliver({ kind: 'event', event: { ...one, timestamp: '2026-01-01T00:00:01.000Z' } });
  await local.catchUp();
  expect(ken.seen()).toEqual(['room_joined', 3, 4, 'room_joined']);
});

it('word of a move that comes after the next one does not close the socket of that', async () => {
  const ken = await entering('Ken');
  ken.client.moves = 2;
  await ken.seat();
  const { connectionId } = ken.person;
  local.deliver({ kind: 'moved', connectionId, socketId: 'the one before', moves: 1 });
  await local.catchUp();
  expect(ken.socket.closeCode).toBeNull();
  local.deliver({ kind: 'moved', connectionId, socketId: 'the next one', moves: 3 });
  await local.catchUp();
  expect(ken.socket.closeCode).toBe(closeCodes.replaced.code);
});

import { MessageId } from '@cline-meet/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RedisFixture, redisKinds, startRedis } from '../lib/redis-fixture.ts';
import { HOUR_MS, ManualClock, newcomer, START_MS, ticketRoom } from '../room/room-fixtures.ts';
import { mediaPlacesContract } from './media-places.contract.ts';
import { RedisPod } from './redis-pod.ts';
import { RedisRoomStore } from './redis-room-store.ts';
import { roomStoreContract } from './room-store.contract.ts';
import { roomVerbsContract } from './room-verbs.contract.ts';

const STARTUP_MS = 30_000;
const stamp = { at: new Date(START_MS).toISOString() };

describe.each(redisKinds)('on %s Redis', (kind) => {
  let redis: RedisFixture;
  let clock: ManualClock;
  beforeAll(async () => {
    redis = await startRedis(kind);
  }, STARTUP_MS);
  beforeEach(async () => {
    await redis.empty();
    clock = new ManualClock();
  });
  afterAll(() => redis?.close());

  function createStore(time = clock): RedisRoomStore {
    const client = redis.open();
    return new RedisRoomStore(client, new RedisPod(client, time), time);
  }
  async function meeting() {
    const [store, room, host] = [createStore(), ticketRoom(), newcomer('Hanako', { role: 'host' })];
    await store.enter(room, host, 100, stamp);
    return { store, room, roomId: room.roomId, host };
  }
  const say = (text: string) => ({ messageId: MessageId.parse('m'), text });

  roomStoreContract('RedisRoomStore', () => createStore());
  mediaPlacesContract('RedisRoomStore', () => createStore());
  roomVerbsContract('over RedisRoomStore', createStore);

  it('starts another history where Redis was emptied', async () => {
    const { store, room, roomId, host } = await meeting();
    const former = await store.snapshot(roomId);
    await store.arrangeMedia(roomId, former?.epoch ?? '', { mode: 'sfu', id: 'one', nodeId: 'node-1' }, stamp);
    await redis.empty();
    expect(await store.snapshot(roomId)).toBeNull();
    expect(await store.appendChat(roomId, { ...host, ...say('lost') }, stamp)).toEqual({ outcome: 'absent' });
    await store.enter(room, host, 100, stamp);
    const now = await store.snapshot(roomId);
    expect(now).toMatchObject({ seq: 1, participants: [{ name: 'Hanako' }], room: { topology: { mode: 'mesh' } } });
    expect(now?.epoch).not.toBe(former?.epoch);
    expect(await store.eventsAfter(roomId, former?.epoch ?? '', 0)).toBeNull();
  });

  it('lets no key outlive the room by more than a day, whatever was done in it', async () => {
    const { store, room, roomId, host } = await meeting();
    await store.takeTicket('t', START_MS + 1000);
    await store.appendChat(roomId, { ...host, ...say('hello') }, stamp);
    await store.changeSettings(roomId, { waitingRoom: true }, stamp);
    const { epoch = '' } = (await store.snapshot(roomId)) ?? {};
    await store.arrangeMedia(roomId, epoch, { mode: 'sfu', id: 'one', nodeId: 'node-1' }, stamp);
    await store.enter(room, newcomer('Ken'), 100, stamp);
    await store.remove(roomId, newcomer('Eve').userId, stamp);
    await store.lose(roomId, host.connectionId, host.socketId, START_MS + 1000, stamp);
    await store.dueRooms(START_MS + 1000);
    const ttls = await keysAndTtls();
    const parts = ['', ':participants', ':waiting', ':lost', ':admitted', ':removed', ':events', ':chat', ':chat-ids'];
    const ttlOf = new Map(ttls);
    expect(ttls.filter(([, ttlMs]) => ttlMs < 0 || ttlMs > 48 * HOUR_MS)).toEqual([]);
    for (const part of parts) {
      const ttlMs = ttlOf.get(`room:{${roomId}}${part}`) ?? 0;
      expect(Math.abs(ttlMs - 25 * HOUR_MS)).toBeLessThan(60_000);
    }
    expect(ttlOf.get('ticket:t')).toBeLessThanOrEqual(1000);
  });

  it('takes any text, half a surrogate pair included', async () => {
    const { store, roomId, host } = await meeting();
    const texts = ['"quoted" \\ / \u0000 \u2028 \n', '😀 日本語', `${'😀'.slice(0, 1)} half`];
    for (const [index, text] of texts.entries()) {
      await store.appendChat(roomId, { ...host, text, messageId: MessageId.parse(`${index}`) }, stamp);
    }
    const chat = (await store.snapshot(roomId))?.chat.map((entry) => entry.text);
    expect(chat).toEqual([texts[0], texts[1], '\ufffd half']);
  });

  it('hands a due room to one pod, and to another where that one dies over it', async () => {
    const { store, roomId, host } = await meeting();
    const other = createStore();
    await store.lose(roomId, host.connectionId, host.socketId, START_MS + 1000, stamp);
    const claims = await Promise.all([store.dueRooms(START_MS + 1000), other.dueRooms(START_MS + 1000)]);
    expect(claims.flat()).toEqual([roomId]);
    expect(await other.dueRooms(START_MS + 5999)).toEqual([]);
    expect(await other.dueRooms(START_MS + 6000)).toEqual([roomId]);
    expect((await other.reap(roomId, START_MS + 6000, stamp)).left).toHaveLength(1);
    expect(await other.dueRooms(START_MS + 12_000)).toEqual([]);
    expect(await other.dueRooms(START_MS + 24 * HOUR_MS)).toEqual([roomId]);
  });

  async function keysAndTtls(): Promise<[string, number][]> {
    const perMaster = redis.masters().map(async (master) => {
      const keys = await master.keys('*');
      return Promise.all(keys.map(async (key): Promise<[string, number]> => [key, await master.pttl(key)]));
    });
    return (await Promise.all(perMaster)).flat();
  }
});

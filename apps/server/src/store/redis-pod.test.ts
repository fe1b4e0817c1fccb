import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RedisFixture, redisKinds, startRedis } from '../lib/redis-fixture.ts';
import type { RoomContext } from '../room/context.ts';
import type { Envelope } from '../room/envelope.ts';
import { loseDeadPods } from '../room/lose-dead-pods.ts';
import { reapRooms } from '../room/reap.ts';
import { ManualClock, newcomer, noMediaNodes, START_MS, ticketRoom } from '../room/room-fixtures.ts';
import { LEASE_MS, RedisPod } from './redis-pod.ts';
import { RedisRoomStore } from './redis-room-store.ts';

const STARTUP_MS = 30_000;
const GRACE_MS = 30_000;
const stamp = { at: new Date(START_MS).toISOString() };

describe.each(redisKinds)('pods on %s Redis', (kind) => {
  let redis: RedisFixture;
  let clock: ManualClock;
  let published: Envelope[];
  beforeAll(async () => {
    redis = await startRedis(kind);
  }, STARTUP_MS);
  beforeEach(async () => {
    await redis.empty();
    clock = new ManualClock();
    published = [];
  });
  afterAll(() => redis?.close());

  async function startPod() {
    const client = redis.open();
    const pod = new RedisPod(client, clock);
    await pod.renew();
    const store = new RedisRoomStore(client, pod, clock);
    const context: RoomContext = {
      store,
      clock,
      bus: { subscribe: async () => async () => {}, publish: async (_room, envelope) => void published.push(envelope) },
      journal: { append: () => {} },
      errands: { add: () => {} },
      log: pino({ level: 'silent' }),
      media: noMediaNodes,
      rules: {
        roomMaxParticipants: 100,
        meshMaxParticipants: 100,
        sfuAbove: 4,
        mediaNodeMaxParticipants: 100,
        reconnectGraceMs: GRACE_MS,
        reloadGraceMs: 10_000,
      },
    };
    return { pod, store, context };
  }

  /** A room with one person on each of two pods, and one who waits on the first. */
  async function meeting() {
    const [doomed, living, third] = [await startPod(), await startPod(), await startPod()];
    const room = ticketRoom({ waitingRoom: true });
    const [ken, ann, bob] = [newcomer('Ken', { role: 'host' }), newcomer('Ann', { role: 'host' }), newcomer('Bob')];
    await doomed.store.enter(room, ken, 100, stamp);
    await living.store.enter(room, ann, 100, stamp);
    await doomed.store.enter(room, bob, 100, stamp);
    return { doomed, living, third, room, roomId: room.roomId, ken, ann, bob };
  }
  const states = async (store: RedisRoomStore, roomId: Awaited<ReturnType<typeof meeting>>['roomId']) =>
    (await store.snapshot(roomId))?.participants.map(({ name, connection }) => `${name} ${connection}`);
  const announced = () => published.flatMap((envelope) => (envelope.kind === 'event' ? [envelope.event.type] : []));

  it('lose nobody while they renew', async () => {
    const { doomed, living, roomId } = await meeting();
    for (let count = 0; count < 5; count += 1) {
      clock.advance(LEASE_MS / 3);
      expect([await doomed.pod.renew(), await living.pod.renew()]).toEqual([true, true]);
      await loseDeadPods(living.context, living.pod);
    }
    expect(await states(living.store, roomId)).toEqual(['Ken connected', 'Ann connected']);
  });

  it('show the people of a dead one as reconnecting, and reap them once where they do not return', async () => {
    const { living, third, roomId } = await meeting();
    clock.advance(LEASE_MS - 1);
    for (const { pod } of [living, third]) await pod.renew();
    await loseDeadPods(living.context, living.pod);
    expect(announced()).toEqual([]);
    clock.advance(1);
    await Promise.all([living, third].map(({ context, pod }) => loseDeadPods(context, pod)));
    expect(announced()).toEqual(['participant_state']);
    expect(await states(living.store, roomId)).toEqual(['Ken reconnecting', 'Ann connected']);
    clock.advance(GRACE_MS - 1);
    await reapRooms(third.context);
    expect(announced()).toEqual(['participant_state']);
    clock.advance(1);
    for (const { pod } of [living, third]) await pod.renew();
    await Promise.all([living, third].map(({ context }) => reapRooms(context)));
    expect(announced()).toEqual(['participant_state', 'user_left']);
    expect(await states(living.store, roomId)).toEqual(['Ann connected']);
    expect(await living.store.waitingList(roomId)).toEqual([]);
  });

  it('leave alone who has come back to a living one', async () => {
    const { living, roomId, ken } = await meeting();
    const { connectionId, tokenHash, media } = ken;
    await living.store.resume(roomId, { connectionId, tokenHash, media, socketId: 'new', reloaded: false }, stamp);
    clock.advance(LEASE_MS - 1);
    await living.pod.renew();
    clock.advance(1);
    await loseDeadPods(living.context, living.pod);
    expect(await states(living.store, roomId)).toEqual(['Ken connected', 'Ann connected']);
  });

  it('are told where they were taken for dead, and begin anew', async () => {
    const { doomed, living, room, roomId } = await meeting();
    clock.advance(LEASE_MS - 1);
    await living.pod.renew();
    clock.advance(1);
    await loseDeadPods(living.context, living.pod);
    expect(await doomed.pod.renew()).toBe(false);
    await doomed.store.enter(room, newcomer('Eve', { role: 'host' }), 100, stamp);
    expect(await doomed.pod.renew()).toBe(true);
    await loseDeadPods(living.context, living.pod);
    expect(await states(living.store, roomId)).toEqual(['Ken reconnecting', 'Ann connected', 'Eve connected']);
  });

  it('are told where Redis was emptied', async () => {
    const { pod } = await startPod();
    await redis.empty();
    expect([await pod.renew(), await pod.renew()]).toEqual([false, true]);
  });

  it('are not missed after they have let go', async () => {
    const { doomed, living } = await meeting();
    await doomed.pod.release();
    clock.advance(LEASE_MS - 1);
    await living.pod.renew();
    clock.advance(1);
    expect(await living.pod.loseDeadPods(START_MS, stamp)).toEqual([]);
  });
});

import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RedisClient } from '../lib/redis.ts';
import { type RedisFixture, redisKinds, startRedis } from '../lib/redis-fixture.ts';
import type { Envelope } from '../room/envelope.ts';
import { newcomer, ticketRoom } from '../room/room-fixtures.ts';
import { busContract } from './bus.contract.ts';
import { RedisBus } from './redis-bus.ts';
import { RedisChannels } from './redis-channels.ts';

const STARTUP_MS = 30_000;
const PATIENCE = { timeout: 8000, interval: 50 };

describe.each(redisKinds)('on %s Redis', (kind) => {
  let redis: RedisFixture;
  beforeAll(async () => {
    redis = await startRedis(kind);
  }, STARTUP_MS);
  afterAll(() => redis?.close());

  const createBus = () => new RedisBus(new RedisChannels(redis.open(), redis.open(), pino({ level: 'silent' })));
  const moved = (socketId: string): Envelope => ({
    kind: 'moved',
    connectionId: newcomer('A').connectionId,
    socketId,
    moves: 1,
  });

  busContract('RedisBus', createBus);

  it('carries between pods, and asks for nothing but the rooms that a pod serves', async () => {
    const [here, there] = [createBus(), createBus()];
    const { roomId } = ticketRoom();
    const received: Envelope[] = [];
    const unsubscribe = await there.subscribe(roomId, (envelope) => received.push(envelope));
    const channel = `room:{${roomId}}:bus`;
    expect(await listeners(redis, channel)).toBe(1);
    const sent = Array.from({ length: 50 }, (_, index) => moved(`${index}`));
    await Promise.all(sent.map((envelope) => here.publish(roomId, envelope)));
    await vi.waitFor(() => expect(received).toHaveLength(50), PATIENCE);
    expect(received).toEqual(sent);
    await unsubscribe();
    expect(await listeners(redis, channel)).toBe(0);
  });

  it('stays subscribed where someone comes while the last one goes', async () => {
    const bus = createBus();
    const { roomId } = ticketRoom();
    const received: Envelope[] = [];
    const unsubscribe = await bus.subscribe(roomId, () => {});
    await Promise.all([unsubscribe(), bus.subscribe(roomId, (envelope) => received.push(envelope))]);
    await bus.publish(roomId, moved('a'));
    await vi.waitFor(() => expect(received).toHaveLength(1), PATIENCE);
  });

  it('hears again after its connection was cut', async () => {
    const bus = createBus();
    const { roomId } = ticketRoom();
    const received: string[] = [];
    await bus.subscribe(roomId, (envelope) => received.push(envelope.kind));
    await Promise.all(redis.masters().map((master) => master.call('CLIENT', 'KILL', 'TYPE', 'pubsub')));
    await vi.waitFor(async () => {
      await bus.publish(roomId, moved('after'));
      expect(received).not.toEqual([]);
    }, PATIENCE);
  });

  it('passes over what no pod of ours wrote', async () => {
    const bus = createBus();
    const { roomId } = ticketRoom();
    const received: Envelope[] = [];
    await bus.subscribe(roomId, (envelope) => received.push(envelope));
    await redis.open().spublish(`room:{${roomId}}:bus`, 'not json');
    await bus.publish(roomId, moved('a'));
    await vi.waitFor(() => expect(received).toMatchObject([{ socketId: 'a' }]), PATIENCE);
  });
});

async function listeners(redis: RedisFixture, channel: string): Promise<number> {
  const count = async (master: RedisClient) => {
    const [, listening] = (await master.call('PUBSUB', 'SHARDNUMSUB', channel)) as [string, number];
    return listening;
  };
  // A node that does not serve the channel's slot may refuse to answer for it.
  const counts = await Promise.all(redis.masters().map((master) => count(master).catch(() => 0)));
  return counts.reduce((sum, one) => sum + one, 0);
}

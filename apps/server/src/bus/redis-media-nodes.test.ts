import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RedisFixture, redisKinds, startRedis } from '../lib/redis-fixture.ts';
import { MEDIA_LEASE_MS } from '../room/media-nodes.ts';
import { ManualClock } from '../room/room-fixtures.ts';
import { mediaNodesContract } from './media-nodes.contract.ts';
import { RedisChannels } from './redis-channels.ts';
import { RedisMediaNodes } from './redis-media-nodes.ts';

const STARTUP_MS = 30_000;

describe.each(redisKinds)('on %s Redis', (kind) => {
  let redis: RedisFixture;
  beforeAll(async () => {
    redis = await startRedis(kind);
  }, STARTUP_MS);
  beforeEach(() => redis.empty());
  afterAll(() => redis?.close());

  function create(clock: ManualClock): RedisMediaNodes {
    const client = redis.open();
    return new RedisMediaNodes(client, new RedisChannels(client, redis.open(), pino({ level: 'silent' })), clock);
  }

  mediaNodesContract('RedisMediaNodes', create);

  it('keeps leases in one key that does not outlive them, and forgets who is dead', async () => {
    const clock = new ManualClock();
    const nodes = create(clock);
    await nodes.renew({ id: 'dead', weight: 1, rooms: 0, isFull: false });
    clock.advance(MEDIA_LEASE_MS);
    await nodes.renew({ id: 'alive', weight: 1, rooms: 0, isFull: false });
    const client = redis.open();
    expect(await client.hkeys('media:{leases}')).toEqual(['alive']);
    const ttlMs = await client.pttl('media:{leases}');
    expect(ttlMs).toBeGreaterThan(0);
    expect(ttlMs).toBeLessThanOrEqual(MEDIA_LEASE_MS);
    const keys = (await Promise.all(redis.masters().map((master) => master.keys('*')))).flat();
    expect(keys).toEqual(['media:{leases}']);
  });
});

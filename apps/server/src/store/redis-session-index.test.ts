import { randomUUID } from 'node:crypto';
import { UserId } from '@cline-meet/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../lib/clock.ts';
import { type RedisFixture, redisKinds, startRedis } from '../lib/redis-fixture.ts';
import { HOUR_MS, ManualClock, START_MS, ticketRoom } from '../room/room-fixtures.ts';
import { RedisSessionIndex } from './redis-session-index.ts';
import { sessionIndexContract } from './session-index.contract.ts';

const STARTUP_MS = 30_000;

describe.each(redisKinds)('on %s Redis', (kind) => {
  let redis: RedisFixture;
  beforeAll(async () => {
    redis = await startRedis(kind);
  }, STARTUP_MS);
  // Without its scripts, so that each test begins with a server that does not know them.
  beforeEach(() => redis.empty());
  afterAll(() => redis?.close());

  const create = (clock: Clock) => new RedisSessionIndex(redis.open(), clock);

  sessionIndexContract('RedisSessionIndex', (clock) => [create(clock), create(clock)]);

  it('keeps one key a person, which goes with the last that it holds', async () => {
    const index = create(new ManualClock());
    const session = { userId: UserId.parse(randomUUID()), sessionId: randomUUID() };
    await index.note(session, ticketRoom().roomId, START_MS + 2 * HOUR_MS);
    await index.end(session, START_MS + HOUR_MS);
    const perMaster = redis.masters().map((master) => master.keys('*'));
    expect((await Promise.all(perMaster)).flat()).toEqual([`session:{${session.userId}}`]);
    const ttlMs = await redis.open().pttl(`session:{${session.userId}}`);
    expect(Math.abs(ttlMs - 2 * HOUR_MS)).toBeLessThan(60_000);
  });

  it('is not led astray by ids that hold what the key is made of', async () => {
    const index = create(new ManualClock());
    const { roomId } = ticketRoom();
    const userId = UserId.parse(randomUUID());
    await index.note({ userId, sessionId: 'a' }, roomId, START_MS + HOUR_MS);
    expect(await index.end({ userId, sessionId: 'a%' }, START_MS + HOUR_MS)).toEqual([]);
    expect(await index.end({ userId, sessionId: '.' }, START_MS + HOUR_MS)).toEqual([]);
    expect(await index.note({ userId, sessionId: 'a' }, roomId, START_MS + HOUR_MS)).toBe(true);
  });
});

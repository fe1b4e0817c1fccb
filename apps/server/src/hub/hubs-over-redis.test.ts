import { pino } from 'pino';
import { afterAll, beforeAll, describe, vi } from 'vitest';
import { RedisBus } from '../bus/redis-bus.ts';
import { RedisChannels } from '../bus/redis-channels.ts';
import { RedisMediaNodes } from '../bus/redis-media-nodes.ts';
import { type RedisFixture, startRedis } from '../lib/redis-fixture.ts';
import { RedisPod } from '../store/redis-pod.ts';
import { RedisRoomStore } from '../store/redis-room-store.ts';
import { RedisSessionIndex } from '../store/redis-session-index.ts';
import { HubRig } from './hub-rig.ts';

const STARTUP_MS = 30_000;
/** One of the tests waits for a thousand changes, one after the other. */
const TEST_MS = 60_000;

vi.setConfig({ testTimeout: TEST_MS });

/** The suites of the hub, over a Redis cluster instead of this process's memory. */
describe('over a Redis cluster', () => {
  let redis: RedisFixture;
  const inMemory = HubRig.createBackend;
  beforeAll(async () => {
    redis = await startRedis('cluster');
    const [client, listener] = [redis.open(), redis.open()];
    const channels = new RedisChannels(client, listener, pino({ level: 'silent' }));
    const bus = new RedisBus(channels);
    HubRig.createBackend = async (clock) => {
      // The clocks of all tests begin at the same time: rooms of one would be due in the next.
      await redis.empty();
      const store = new RedisRoomStore(client, new RedisPod(client, clock), clock);
      const mediaNodes = new RedisMediaNodes(client, channels, clock);
      return { store, bus, mediaNodes, sessions: new RedisSessionIndex(client, clock) };
    };
  }, STARTUP_MS);
  afterAll(async () => {
    HubRig.createBackend = inMemory;
    await redis?.close();
  });

  // Each within its own: they clean up after each of their own tests.
  describe('one and two hubs', () => import('./realtime-hub.test.ts').then(() => {}));
  describe('a pod that goes', () => import('./hub-moving.test.ts').then(() => {}));
  describe('a bus that loses, and races', () => import('./hub-delivery.test.ts').then(() => {}));
  describe('media requests', () => import('./media-requests.test.ts').then(() => {}));
  describe('signing out', () => import('./sign-out.test.ts').then(() => {}));
});

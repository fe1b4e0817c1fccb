import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { PostgresServer } from './db/postgres-fixture.ts';
import { type RedisFixture, startRedis } from './lib/redis-fixture.ts';
import { killServers, newFolder, runServer, runServerUntilReady } from './server-process-fixture.ts';
import { inOneProcess, Visitor } from './visitor-fixture.ts';

const media = { microphone: false, camera: false };
let postgres: PostgresServer;
let redis: RedisFixture;
beforeAll(async () => {
  [postgres, redis] = await Promise.all([PostgresServer.start(), startRedis('standalone')]);
}, 60_000);
afterEach(killServers);
afterAll(async () => {
  await Promise.all([postgres.close(), redis.close()]);
});

it('servers that share PostgreSQL and Redis hold one meeting, and the living look after the people of a dead one', async () => {
  const DATABASE_URL = await postgres.createDatabase('many');
  const keys = newFolder();
  const AUTH_KEYS_FILE = join(keys, 'auth.json');
  const GATEWAY_KEYS_FILE = join(keys, 'gateway.json');
  const shared = { DATABASE_URL, REDIS_URL: redis.url, AUTH_KEYS_FILE, GATEWAY_KEYS_FILE };
  const first = await runServerUntilReady({ ...shared, RECONNECT_GRACE_SECONDS: '60' });
  const second = await runServerUntilReady({ ...shared, RECONNECT_GRACE_SECONDS: '60' });

  const host = await Visitor.signIn(inOneProcess(first.address), 'Aki');
  const code = await host.createRoom();
  const guest = await Visitor.signIn(inOneProcess(second.address), 'Ben');
  const aki = await host.enter(code);
  const ben = await guest.enter(code);
  expect(ben.payload.participants.map(({ name }) => name)).toEqual(['Aki', 'Ben']);

  aki.client.send('chat_message', { text: 'from the other side' }, { id: 'one' });
  expect((await ben.client.next('chat_message')).payload).toMatchObject({ name: 'Aki', text: 'from the other side' });

  first.child.kill('SIGKILL');
  const { payload } = await ben.client.next('participant_state');
  expect(payload).toEqual({ connectionId: aki.payload.connectionId, change: { connection: 'reconnecting' } });

  const back = await guest.connect(ben.client.roomId);
  const { resumeToken: token, epoch, seq: lastSeq } = aki.payload;
  back.send('join_room', { resume: { token, epoch, lastSeq }, media });
  expect((await back.next('room_resumed')).payload.connectionId).toBe(aki.payload.connectionId);
  expect((await back.next('chat_message')).payload.text).toBe('from the other side');
}, 120_000);

it('a server whose Redis does not answer says so in one line and exits with 1', async () => {
  const { code, errors } = await runServer({ REDIS_URL: 'redis://127.0.0.1:1', LOG_LEVEL: 'silent' }).ended;
  expect(errors).toBe('cline-meet: Redis did not answer within 15 s; see REDIS_URL\n');
  expect(code).toBe(1);
}, 60_000);

import { join } from 'node:path';
import { closeCodes } from '@cline-meet/protocol';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { PostgresServer } from './db/postgres-fixture.ts';
import { type RedisFixture, startRedis } from './lib/redis-fixture.ts';
import { comeBack, connect, enter, guest, host, post, ticketFor } from './server-people-fixture.ts';
import { killServers, newFolder, runServer, runServerUntilReady } from './server-process-fixture.ts';

let databases = 0;
let postgres: PostgresServer;
let redis: RedisFixture;
beforeAll(async () => {
  [postgres, redis] = await Promise.all([PostgresServer.start(), startRedis('standalone')]);
}, 60_000);
afterEach(killServers);
afterAll(async () => {
  await Promise.all([postgres.close(), redis.close()]);
});

async function twoServers(settings: Record<string, string>) {
  databases += 1;
  const DATABASE_URL = await postgres.createDatabase(`many_${databases}`);
  const keys = newFolder();
  const shared = {
    DATABASE_URL,
    REDIS_URL: redis.url,
    AUTH_KEYS_FILE: join(keys, 'auth.json'),
    GATEWAY_KEYS_FILE: join(keys, 'gateway.json'),
    RECONNECT_GRACE_SECONDS: '60',
    ...settings,
  };
  const first = await runServerUntilReady(shared);
  const second = await runServerUntilReady(shared);
  const aki = await host(first.address, 'Aki');
  const ben = await guest(second.address, aki.code, 'Ben');
  expect(ben.payload.participants.map(({ name }) => name)).toEqual(['Aki', 'Ben']);
  return { first, second, aki, ben };
}

it('servers that share PostgreSQL and Redis hold one meeting, and the living look after the people of a dead one', async () => {
  const { first, second, aki, ben } = await twoServers({});
  aki.client.send('chat_message', { text: 'from the other side' }, { id: 'one' });
  expect((await ben.client.next('chat_message')).payload).toMatchObject({ name: 'Aki', text: 'from the other side' });

  first.child.kill('SIGKILL');
  const { payload } = await ben.client.next('participant_state');
  expect(payload).toEqual({ connectionId: aki.payload.connectionId, change: { connection: 'reconnecting' } });

  const back = await comeBack(second.address, aki);
  expect((await back.next('room_resumed')).payload.connectionId).toBe(aki.payload.connectionId);
  expect((await back.next('chat_message')).payload.text).toBe('from the other side');
}, 120_000);

it('a server that is told to stop hands its people over, who are never away, and stops when the last has moved', async () => {
  const { first, second, aki, ben } = await twoServers({ DRAIN_SECONDS: '600' });
  first.child.kill('SIGTERM');
  expect((await aki.client.next('move')).payload.delayMs).toBeLessThan(600_000);
  expect((await fetch(`${first.address}/readyz`)).status).toBe(503);
  expect((await fetch(`${first.address}/healthz`)).status).toBe(200);
  await expect(connect(first.address, aki.client.roomId)).rejects.toThrow('503');
  aki.client.send('chat_message', { text: 'still here' }, { id: 'one' });
  await aki.client.next('ack');

  const moved = await comeBack(second.address, aki);
  expect((await moved.next('room_resumed')).payload.connectionId).toBe(aki.payload.connectionId);
  expect(await aki.client.closed).toBe(closeCodes.replaced.code);
  expect(await first.ended).toEqual({ code: 0, errors: '' });

  moved.send('chat_message', { text: 'here now' }, { id: 'two' });
  while ((await ben.client.next('chat_message')).payload.text !== 'here now');
  expect(ben.client.types()).not.toContain('participant_state');
  expect(ben.client.types()).not.toContain('user_left');
}, 120_000);

it('a server that is told to stop closes who does not move, and is gone within its time', async () => {
  const { first, aki, ben } = await twoServers({ DRAIN_SECONDS: '2' });
  const toldAtMs = performance.now();
  first.child.kill('SIGTERM');
  expect(await aki.client.closed).toBe(closeCodes.draining.code);
  expect(performance.now() - toldAtMs).toBeGreaterThan(2_400);
  expect(aki.client.types()).toContain('move');
  expect((await ben.client.next('participant_state')).payload.change.connection).toBe('reconnecting');
  expect((await first.ended).code).toBe(0);
  expect(performance.now() - toldAtMs).toBeLessThan(12_500);
}, 120_000);

it('a second signal skips the wait', async () => {
  const { first, aki } = await twoServers({ DRAIN_SECONDS: '600' });
  first.child.kill('SIGTERM');
  await aki.client.next('move');
  first.child.kill('SIGTERM');
  expect(await aki.client.closed).toBe(closeCodes.draining.code);
  expect((await first.ended).code).toBe(0);
}, 120_000);

it('signing out at one server closes the sockets of that login at another within 5 s, and uses up its tickets', async () => {
  const { first, second, aki } = await twoServers({});
  const { cookie } = await post(first.address, '/api/guest', { name: 'Kit' });
  const kit = await enter(second.address, aki.code, cookie);
  const { ticket } = await ticketFor(second.address, aki.code, cookie);

  const startMs = performance.now();
  await post(first.address, '/api/logout', {}, cookie);
  expect(await kit.client.closed).toBe(closeCodes.signedOut.code);
  expect(performance.now() - startMs).toBeLessThan(5000);
  const { connectionId } = kit.payload;
  expect((await aki.client.next('user_left')).payload).toMatchObject({ connectionId, reason: 'left' });

  const late = await connect(second.address, kit.client.roomId);
  late.send('join_room', { ticket, media: { microphone: false, camera: false } });
  expect(await late.closed).toBe(closeCodes.signedOut.code);
  expect(await (await comeBack(second.address, kit)).closed).toBe(closeCodes.resumeExpired.code);
}, 120_000);

it('a server whose Redis does not answer says so in one line and exits with 1', async () => {
  const { code, errors } = await runServer({ REDIS_URL: 'redis://127.0.0.1:1', LOG_LEVEL: 'silent' }).ended;
  expect(errors).toBe('cline-meet: Redis did not answer within 15 s; see REDIS_URL\n');
  expect(code).toBe(1);
}, 60_000);

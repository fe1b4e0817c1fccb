import { join } from 'node:path';
import { closeCodes, type RoomId } from '@cline-meet/protocol';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { PostgresServer } from './db/postgres-fixture.ts';
import { HubTestClient } from './hub/hub-test-client.ts';
import { type RedisFixture, startRedis } from './lib/redis-fixture.ts';
import { killServers, newFolder, runServer, runServerUntilReady } from './server-process-fixture.ts';

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

async function post(address: string, path: string, body: object, cookie = '') {
  const headers = { 'content-type': 'application/json', cookie };
  const answer = await fetch(`${address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  return { cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '', body: (text && JSON.parse(text)) as never };
}

async function ticketFor(address: string, code: string, cookie: string): Promise<{ ticket: string; roomId: RoomId }> {
  return (await post(address, `/api/rooms/${code}/tickets`, {}, cookie)).body;
}

async function enter(address: string, code: string, cookie: string) {
  const { ticket, roomId } = await ticketFor(address, code, cookie);
  const client = await HubTestClient.open(Number(new URL(address).port), roomId);
  client.send('join_room', { ticket, media });
  const { payload } = await client.next('room_joined');
  return { client, payload };
}

it('servers that share PostgreSQL and Redis hold one meeting, and the living look after the people of a dead one', async () => {
  const DATABASE_URL = await postgres.createDatabase('many');
  const shared = { DATABASE_URL, REDIS_URL: redis.url, SIGNING_KEY_FILE: join(newFolder(), 'key.json') };
  const first = await runServerUntilReady({ ...shared, RECONNECT_GRACE_SECONDS: '60' });
  const second = await runServerUntilReady({ ...shared, RECONNECT_GRACE_SECONDS: '60' });

  const host = await post(first.address, '/api/guest', { name: 'Aki' });
  const made = await post(first.address, '/api/rooms', { waitingRoom: false }, host.cookie);
  const { code }: { code: string } = made.body;
  const guest = await post(second.address, '/api/guest', { name: 'Ben' });
  const aki = await enter(first.address, code, host.cookie);
  const ben = await enter(second.address, code, guest.cookie);
  expect(ben.payload.participants.map(({ name }) => name)).toEqual(['Aki', 'Ben']);

  aki.client.send('chat_message', { text: 'from the other side' }, { id: 'one' });
  expect((await ben.client.next('chat_message')).payload).toMatchObject({ name: 'Aki', text: 'from the other side' });

  first.child.kill('SIGKILL');
  const { payload } = await ben.client.next('participant_state');
  expect(payload).toEqual({ connectionId: aki.payload.connectionId, change: { connection: 'reconnecting' } });

  const back = await HubTestClient.open(Number(new URL(second.address).port), ben.client.roomId);
  const { resumeToken: token, epoch, seq: lastSeq } = aki.payload;
  back.send('join_room', { resume: { token, epoch, lastSeq }, media });
  expect((await back.next('room_resumed')).payload.connectionId).toBe(aki.payload.connectionId);
  expect((await back.next('chat_message')).payload.text).toBe('from the other side');
}, 120_000);

it('signing out at one server closes the sockets of that login at another within 5 s, and uses up its tickets', async () => {
  const DATABASE_URL = await postgres.createDatabase('logout');
  const shared = { DATABASE_URL, REDIS_URL: redis.url, SIGNING_KEY_FILE: join(newFolder(), 'key.json') };
  const first = await runServerUntilReady(shared);
  const second = await runServerUntilReady(shared);
  const host = await post(first.address, '/api/guest', { name: 'Aki' });
  const { code }: { code: string } = (await post(first.address, '/api/rooms', { waitingRoom: false }, host.cookie))
    .body;
  const guest = await post(first.address, '/api/guest', { name: 'Ben' });
  const aki = await enter(first.address, code, host.cookie);
  const ben = await enter(second.address, code, guest.cookie);
  const { ticket, roomId } = await ticketFor(second.address, code, guest.cookie);

  const startMs = performance.now();
  await post(first.address, '/api/logout', {}, guest.cookie);
  expect(await ben.client.closed).toBe(closeCodes.signedOut.code);
  expect(performance.now() - startMs).toBeLessThan(5000);
  const { connectionId } = ben.payload;
  expect((await aki.client.next('user_left')).payload).toMatchObject({ connectionId, reason: 'left' });

  for (const join of [{ ticket }, { resume: { token: ben.payload.resumeToken } }]) {
    const back = await HubTestClient.open(Number(new URL(second.address).port), roomId);
    back.send('join_room', { ...join, media });
    const expected = 'ticket' in join ? closeCodes.signedOut : closeCodes.resumeExpired;
    expect(await back.closed).toBe(expected.code);
  }
}, 120_000);

it('a server whose Redis does not answer says so in one line and exits with 1', async () => {
  const { code, errors } = await runServer({ REDIS_URL: 'redis://127.0.0.1:1', LOG_LEVEL: 'silent' }).ended;
  expect(errors).toBe('cline-meet: Redis did not answer within 15 s; see REDIS_URL\n');
  expect(code).toBe(1);
}, 60_000);

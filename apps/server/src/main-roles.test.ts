import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { PostgresServer } from './db/postgres-fixture.ts';
import { systemClock } from './lib/clock.ts';
import { type RedisFixture, startRedis } from './lib/redis-fixture.ts';
import { createSigningKey, SigningKeys } from './lib/signing-keys.ts';
import { TokenSigner } from './lib/tokens.ts';
import { ticketFor, ticketRoom } from './room/room-fixtures.ts';
import { issueTicket } from './room/ticket.ts';
import { connect, host } from './server-people-fixture.ts';
import { killServers, runServerUntilReady } from './server-process-fixture.ts';

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

/** A process for each role. Each has only what it needs: the hub no database, the gateway none of auth's private keys. */
async function startRoles() {
  const DATABASE_URL = await postgres.createDatabase(`roles_${crypto.randomUUID().replaceAll('-', '')}`);
  const REDIS_URL = redis.url;
  const auth = await runServerUntilReady({ ROLE: 'auth', DATABASE_URL, REDIS_URL });
  const AUTH_KEYS_URL = `${auth.address}/api/auth/keys`;
  const gateway = await runServerUntilReady({ ROLE: 'gateway', DATABASE_URL, REDIS_URL, AUTH_KEYS_URL });
  const GATEWAY_KEYS_URL = `${gateway.address}/api/gateway/keys`;
  // A folder that cannot be: the hub keeps nothing.
  const hub = await runServerUntilReady({ ROLE: 'hub', REDIS_URL, GATEWAY_KEYS_URL, DATA_DIR: '/dev/null/none' });
  return { auth, gateway, hub, at: { auth: auth.address, gateway: gateway.address, hub: hub.address } };
}

it('roles in processes of their own make one house', async () => {
  const { auth, gateway, hub, at } = await startRoles();
  const { code, client, payload: entered } = await host(at, 'Aki');
  expect(entered.participants.map(({ name, role }) => ({ name, role }))).toEqual([{ name: 'Aki', role: 'host' }]);

  const claims = ticketFor(ticketRoom({ roomId: client.roomId }), 'Mal');
  const strangers = await SigningKeys.of([await createSigningKey(systemClock.now())], systemClock);
  const signer = new TokenSigner('cline-meet/gateway', strangers, systemClock);
  const intruder = await connect(at, client.roomId);
  intruder.send('join_room', { ticket: await issueTicket(signer, claims), media });
  expect((await intruder.next('error')).payload.code).toBe('ticket_invalid');

  const status = async (address: string, path: string) => (await fetch(`${address}${path}`)).status;
  for (const { address } of [auth, gateway, hub]) expect(await status(address, '/readyz')).toBe(200);
  expect(await status(gateway.address, '/api/me')).toBe(404);
  expect(await status(auth.address, `/api/rooms/${code}`)).toBe(404);
  expect(await status(hub.address, '/api/rooms')).toBe(404);
  const { paths } = (await (await fetch(`${gateway.address}/api/openapi.json`)).json()) as { paths: object };
  expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/api/me', '/api/rooms/{code}/tickets']));

  for (const { child, ended } of [hub, gateway, auth]) {
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, errors: '' });
  }
}, 120_000);

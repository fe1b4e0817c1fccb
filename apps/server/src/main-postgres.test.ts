import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { PostgresServer } from './db/postgres-fixture.ts';
import { killServers, runServer, runServerUntilReady } from './server-process-fixture.ts';

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await PostgresServer.start();
}, 60_000);
afterEach(killServers);
afterAll(() => postgres.close());

it('a server whose database does not answer says so in one line and exits with 1', async () => {
  const { code, errors } = await runServer({
    DATABASE_URL: 'postgres://meet:s3cret@127.0.0.1:1/meet',
    DATABASE_WAIT_SECONDS: '1',
  }).ended;
  expect(errors).toBe(
    'cline-meet: the database at 127.0.0.1:1 did not answer within 1 s (connect ECONNREFUSED 127.0.0.1:1)\n',
  );
  expect(code).toBe(1);
}, 30_000);

it('a server lives through the loss of its database, and says when it cannot serve', async () => {
  const DATABASE_URL = await postgres.createDatabase('meet');
  const { child, ended, address } = await runServerUntilReady({ DATABASE_URL, TZ: 'Asia/Tokyo' });
  const probe = async (path: string) => (await fetch(`${address}${path}`)).status;
  const makeGuest = () =>
    fetch(`${address}/api/guest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"Aki"}',
    });
  expect(await probe('/readyz')).toBe(200);
  await postgres.stop();
  expect(await probe('/readyz')).toBe(503);
  expect(await probe('/healthz')).toBe(200);
  expect((await makeGuest()).status).toBeGreaterThanOrEqual(500);
  await postgres.start();
  await vi.waitFor(async () => expect(await probe('/readyz')).toBe(200), { timeout: 10_000 });
  expect((await makeGuest()).ok).toBe(true);
  expect(await postgres.query('select name from users', 'meet')).toEqual([{ name: 'Aki' }]);
  child.kill('SIGTERM');
  expect((await ended).code).toBe(0);
}, 60_000);

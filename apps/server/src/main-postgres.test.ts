import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { PostgresServer } from './db/postgres-fixture.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const started: ReturnType<typeof spawn>[] = [];
let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await PostgresServer.start();
}, 60_000);
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});
afterAll(() => postgres.close());

function run(env: Record<string, string>) {
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'cline-meet-'));
  const settings = { PATH: process.env.PATH ?? '', LOG_LEVEL: 'error', DATA_DIR, PORT: '0', TZ: 'Asia/Tokyo', ...env };
  const child = spawn(process.execPath, ['--import', 'tsx', main], {
    env: settings,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, errors }));
  return { child, ended };
}

it('a server whose database does not answer says so in one line and exits with 1', async () => {
  const { code, errors } = await run({
    DATABASE_URL: 'postgres://meet:s3cret@127.0.0.1:1/meet',
    DATABASE_WAIT_SECONDS: '1',
  }).ended;
  expect(errors).toBe(
    'cline-meet: the database at 127.0.0.1:1 did not answer within 1 s (connect ECONNREFUSED 127.0.0.1:1)\n',
  );
  expect(code).toBe(1);
}, 30_000);

it('a server lives through the loss of its database, and says when it cannot serve', async () => {
  const { child, ended } = run({ DATABASE_URL: await postgres.createDatabase('meet') });
  const address = await addressOf(createInterface({ input: child.stdout }));
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

async function addressOf(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) {
    const address = /ready at (\S+) \(started in/.exec(line)?.[1];
    if (address) return address;
  }
  throw new Error('it did not start');
}

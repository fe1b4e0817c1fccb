import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { closeCodes } from '@cline-meet/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { createSigningKey } from './lib/signing-keys.ts';
import { host } from './server-people-fixture.ts';
import { killServers, newFolder, runServer, runServerUntilReady } from './server-process-fixture.ts';

afterEach(killServers);

describe('a server that cannot start says why in one line and exits with 1', () => {
  it.each([
    [
      'a bad setting',
      () => ({ PORT: 'many' }),
      /^cline-meet: PORT is "many" but must be a whole number from 0 to 65535\n$/,
    ],
    [
      'a data folder that cannot be',
      () => {
        const file = join(newFolder(), 'file');
        writeFileSync(file, '');
        return { DATA_DIR: join(file, 'data') };
      },
      /^cline-meet: DATA_DIR is "\S+" but that folder cannot be written \(.*\)\n$/,
    ],
  ])(
    '%s',
    async (_what, env, line) => {
      const { code, errors } = await runServer(env()).ended;
      expect(errors).toMatch(line);
      expect(code).toBe(1);
    },
    20_000,
  );

  it('a sample key', async () => {
    const key = await createSigningKey(Date.now(), 'sample-secret-auth');
    const AUTH_KEYS_FILE = join(newFolder(), 'auth-keys.json');
    writeFileSync(AUTH_KEYS_FILE, JSON.stringify({ keys: [key] }));
    const { code, errors } = await runServer({ AUTH_KEYS_FILE }).ended;
    expect(errors).toBe(
      'cline-meet: "sample-secret-auth" is a sample key, which everyone has; DEVELOPMENT=on accepts it\n',
    );
    expect(code).toBe(1);
  }, 60_000);

  it('a port in use', async () => {
    const other = createServer().listen(0, 'localhost');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, errors } = await runServer({ PORT: String(port) }).ended;
    other.close();
    expect(errors).toBe(`cline-meet: PORT is ${port} but that port is in use\n`);
    expect(code).toBe(1);
  }, 60_000);

  it('a data folder in use', async () => {
    const DATA_DIR = newFolder();
    await runServerUntilReady({ DATA_DIR });
    const { code, errors } = await runServer({ DATA_DIR }).ended;
    expect(errors).toMatch(/^cline-meet: the data folder \S+ is in use by process \d+\n$/);
    expect(code).toBe(1);
  }, 60_000);
});

it('gives operators a port of their own, which people do not see', async () => {
  const reserved = createServer().listen(0, 'localhost');
  await once(reserved, 'listening');
  const { port } = reserved.address() as AddressInfo;
  reserved.close();
  await once(reserved, 'close');
  const { address } = await runServerUntilReady({ OPERATOR_PORT: String(port) });
  const status = async (url: string) => (await fetch(url)).status;
  for (const path of ['/healthz', '/readyz', '/metrics']) {
    expect(await status(`http://localhost:${port}${path}`)).toBe(200);
    expect(await status(`${address}${path}`)).toBe(404);
  }
  expect(await status(`http://localhost:${port}/api/openapi.json`)).toBe(404);
  const metrics = await (await fetch(`http://localhost:${port}/metrics`)).text();
  expect(metrics).toMatch(/^# TYPE websocket_connections gauge$/m);
}, 60_000);

it('keeps people and rooms over a restart, and stops when it is told to', async () => {
  const DATA_DIR = newFolder();
  const first = await runServerUntilReady({ DATA_DIR });
  const headers = { 'content-type': 'application/json' };
  const guest = await fetch(`${first.address}/api/guest`, { method: 'POST', headers, body: '{"name":"Aki"}' });
  const cookie = guest.headers.get('set-cookie')?.split(';')[0] ?? '';
  const made = await fetch(`${first.address}/api/rooms`, {
    method: 'POST',
    headers: { ...headers, cookie },
    body: '{}',
  });
  const { code } = (await made.json()) as { code: string };
  first.child.kill('SIGTERM');
  expect(await first.ended).toEqual({ code: 0, errors: '' });

  const second = await runServerUntilReady({ DATA_DIR });
  const found = await fetch(`${second.address}/api/rooms/${code}`, { headers: { cookie } });
  expect(await found.json()).toMatchObject({ code, isHost: true });
}, 60_000);

it('alone, with people on it, stops at once: there is nowhere to move to', async () => {
  const { child, ended, address } = await runServerUntilReady({ DRAIN_SECONDS: '3600' });
  const aki = await host(address, 'Aki');
  child.kill('SIGINT');
  expect(await aki.client.closed).toBe(closeCodes.draining.code);
  expect(aki.client.types()).not.toContain('move');
  expect(await ended).toEqual({ code: 0, errors: '' });
}, 60_000);

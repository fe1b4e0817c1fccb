import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const started: ReturnType<typeof spawn>[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

const newFolder = () => mkdtempSync(join(tmpdir(), 'cline-meet-'));

function run(env: Record<string, string>) {
  const settings = { PATH: process.env.PATH ?? '', LOG_LEVEL: 'error', DATA_DIR: newFolder(), PORT: '0', ...env };
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

async function runUntilReady(env: Record<string, string>) {
  const { child, ended } = run(env);
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /ready at (\S+) \(started in/.exec(line)?.[1];
    if (address) return { child, ended, address };
  }
  throw new Error(`it did not start: ${(await ended).errors}`);
}

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
      const { code, errors } = await run(env()).ended;
      expect(errors).toMatch(line);
      expect(code).toBe(1);
    },
    20_000,
  );

  it('a port in use', async () => {
    const other = createServer().listen(0, 'localhost');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, errors } = await run({ PORT: String(port) }).ended;
    other.close();
    expect(errors).toBe(`cline-meet: PORT is ${port} but that port is in use\n`);
    expect(code).toBe(1);
  }, 60_000);

  it('a data folder in use', async () => {
    const DATA_DIR = newFolder();
    await runUntilReady({ DATA_DIR });
    const { code, errors } = await run({ DATA_DIR }).ended;
    expect(errors).toMatch(/^cline-meet: the data folder \S+ is in use by process \d+\n$/);
    expect(code).toBe(1);
  }, 60_000);
});

it('keeps people and rooms over a restart, and stops when it is told to', async () => {
  const DATA_DIR = newFolder();
  const first = await runUntilReady({ DATA_DIR });
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

  const second = await runUntilReady({ DATA_DIR });
  const found = await fetch(`${second.address}/api/rooms/${code}`, { headers: { cookie } });
  expect(await found.json()).toMatchObject({ code, isHost: true });
}, 60_000);

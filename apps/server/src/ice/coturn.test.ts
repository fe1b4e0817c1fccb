import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserId } from '@cline-meet/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { iceServersFor } from './ice-servers.ts';
import { TurnClient } from './turn-client-fixture.ts';

vi.setConfig({ testTimeout: 20_000 });

const startScript = fileURLToPath(new URL('../../../../deploy/coturn/start.sh', import.meta.url));
const userId = UserId.parse('7b0a3c1e-5f0d-4a53-9d0e-0e4a52a3b111');
const secret = 'a secret of the test';
const folder = mkdtempSync(join(tmpdir(), 'cline-meet-turn-'));
const clients: TurnClient[] = [];
let server: ChildProcess;
let port: number;
let said = '';

beforeAll(async () => {
  port = await freePort();
  const overrides = {
    'listening-port': port,
    'listening-ip': '127.0.0.1',
    pidfile: join(folder, 'pid'),
    userdb: join(folder, 'db'),
  };
  const args = Object.entries(overrides).map(([name, value]) => `--${name}=${value}`);
  const relays = ['--relay-ip=127.0.0.1', '--relay-ip=::1', '--no-tls', '--no-dtls'];
  server = spawn(startScript, [...args, ...relays], {
    env: { PATH: process.env.PATH, TMPDIR: folder, TURN_SECRET: secret },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [server.stdout, server.stderr]) stream?.on('data', (chunk) => (said += chunk));
  await vi.waitFor(
    () => {
      if (server.exitCode !== null) throw new Error(`coturn does not start (Debian: apt install coturn): ${said}`);
      expect(said).toContain('Relay ports initialization done');
    },
    { timeout: 20_000, interval: 50 },
  );
}, 30_000);
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(async () => {
  if (server.exitCode === null) {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
  rmSync(folder, { recursive: true });
});

/** A person's TURN client with what the gateway gives them, made at a moment, with a secret. */
function clientOf({ nowMs = Date.now(), turnSecret = secret } = {}): TurnClient {
  const settings = { stunUrls: [], turnUrls: [`turn:127.0.0.1:${port}`], turnSecret };
  const [given] = iceServersFor(settings, userId, nowMs);
  const client = new TurnClient(port, { username: given?.username ?? '', credential: given?.credential ?? '' });
  clients.push(client);
  return client;
}

describe('who may allocate', () => {
  it('is who has a credential that has not ended; answers carry a fingerprint', async () => {
    expect(await clientOf().allocate()).toMatchObject({ error: 0, hasFingerprint: true, realm: '' });
  });

  it.each([
    ['ended a minute ago', { nowMs: Date.now() - 11 * 60_000 }],
    ['was made with another secret', { turnSecret: 'another secret' }],
  ])('is not who has a credential that %s', async (_what, made) => {
    expect(await clientOf(made).allocate()).toMatchObject({ error: 401 });
  });

  it('is not who changes the time in a credential', async () => {
    const [given] = iceServersFor({ stunUrls: [], turnUrls: ['turn:x'], turnSecret: secret }, userId, 0);
    const username = `${Math.floor(Date.now() / 1000) + 600}:${userId}`;
    const client = new TurnClient(port, { username, credential: given?.credential ?? '' });
    clients.push(client);
    expect(await client.allocate()).toMatchObject({ error: 401 });
  });
});

describe('where a relay may send', () => {
  it.each(['1.1.1.1', '9.255.255.255', '11.0.0.0', '100.128.0.1', '172.32.0.1', '192.169.0.1'])(
    'to %s, which is public',
    async (address) => expect(await permission(address)).toBe(0),
  );

  it.each(['2606:4700:4700::1111', '2001:4860:4860::8888'])('to %s, which is public', async (address) =>
    expect(await permission(address)).toBe(0),
  );

  it.each([
    ['this host', '0.0.0.0'],
    ['loopback', '127.0.0.1'],
    ['loopback, its end', '127.255.255.255'],
    ['private', '10.0.0.1'],
    ['private', '10.255.255.255'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['shared', '100.64.0.1'],
    ["a cloud's metadata", '169.254.169.254'],
    ['benchmarks', '198.18.0.1'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '::'],
    ['loopback', '::1'],
    ['IPv4-compatible', '::127.0.0.1'],
    ['mapped loopback', '::ffff:127.0.0.1'],
    ['mapped private', '::ffff:10.0.0.1'],
    ['mapped metadata', '::ffff:169.254.169.254'],
    ['translated', '::ffff:0:127.0.0.1'],
    ['NAT64', '64:ff9b::127.0.0.1'],
    ['local NAT64', '64:ff9b:1::10.0.0.1'],
    ['Teredo', '2001::1'],
    ['documentation', '2001:db8::1'],
    ['6to4 of a private address', '2002:a00:1::1'],
    ['unique-local', 'fd00::1'],
    ["a cloud's metadata", 'fd00:ec2::254'],
    ['link-local', 'fe80::1'],
    ['site-local', 'fec0::1'],
    ['multicast', 'ff02::1'],
  ])('not to %s (%s)', async (_what, address) => expect(await permission(address)).toBe(403));
});

async function permission(address: string): Promise<number> {
  const client = clientOf();
  expect(await client.allocate(address.includes(':') ? 6 : 4)).toMatchObject({ error: 0 });
  return client.permit(address);
}

it('does not start without a secret', async () => {
  const child = spawn(startScript, [], { env: { PATH: process.env.PATH }, stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(errors).toBe('coturn: TURN_SECRET or TURN_SECRET_FILE must be set\n');
});

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const free = socket.address().port;
  socket.close();
  await once(socket, 'close');
  return free;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { UserId } from '@cline-meet/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Coturn, startScript } from './coturn-fixture.ts';
import { createIceServers } from './ice-servers.ts';
import { TurnClient } from './turn-client-fixture.ts';

vi.setConfig({ testTimeout: 20_000 });

const userId = UserId.parse('7b0a3c1e-5f0d-4a53-9d0e-0e4a52a3b111');
const clients: TurnClient[] = [];
let coturn: Coturn;

beforeAll(async () => {
  coturn = await Coturn.start();
}, 30_000);
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(() => coturn?.stop());

interface Given {
  nowMs?: number;
  turnSecret?: string;
  ttlSeconds?: number;
}

/** What the gateway gives a person, made at a moment, with a secret. */
function credentialOf({ nowMs = Date.now(), turnSecret = coturn.secret, ttlSeconds }: Given = {}) {
  const settings = { stunUrls: [], turnUrls: [coturn.url], turnSecret, transportPolicy: 'all' as const };
  const [given] = createIceServers(settings, { now: () => nowMs }, ttlSeconds).forUser(userId).iceServers;
  return { username: given?.username ?? '', credential: given?.credential ?? '' };
}

function clientWith(credential: ReturnType<typeof credentialOf>, server = coturn): TurnClient {
  const client = new TurnClient(server.port, credential);
  clients.push(client);
  return client;
}

const clientOf = (given?: Given) => clientWith(credentialOf(given));

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
    const { credential } = credentialOf({ nowMs: 0 });
    const username = `${Math.floor(Date.now() / 1000) + 600}:${userId}`;
    expect(await clientWith({ username, credential }).allocate()).toMatchObject({ error: 401 });
  });
});

/* What the sdk relies on: it gives a running call new credentials, and does not restart ICE for them. */
describe('an allocation whose credential has ended', () => {
  let forgetful: Coturn;
  beforeAll(async () => {
    // Its nonces are too old after a second, which is when a request is looked at afresh.
    forgetful = await Coturn.start(['--stale-nonce=1']);
  }, 30_000);
  afterAll(() => forgetful?.stop());

  /** An allocation, and the time at which nobody can make another with its credential. */
  async function outlive(): Promise<TurnClient> {
    const credential = credentialOf({ ttlSeconds: 2 });
    const client = clientWith(credential, forgetful);
    expect(await client.allocate()).toMatchObject({ error: 0 });
    const isOver = async () => expect(await clientWith(credential, forgetful).allocate()).toMatchObject({ error: 401 });
    await vi.waitFor(isOver, { timeout: 10_000, interval: 200 });
    return client;
  }

  it('is refreshed, permitted and bound as before, with fresh nonces too', async () => {
    const client = await outlive();
    await vi.waitFor(
      async () => {
        expect([await client.refresh(), await client.permit('1.1.1.1'), await client.bind('1.1.1.1')]).toEqual([
          0, 0, 0,
        ]);
        expect(client.staleNonces).toBeGreaterThan(1);
      },
      { timeout: 10_000, interval: 200 },
    );
    expect(await client.permit('127.0.0.1')).toBe(403);
  });

  it('cannot go over to a new credential', async () => {
    const client = await outlive();
    client.use(credentialOf());
    expect(await client.refresh()).toBe(441);
  });
});

/** A channel is the other way to a peer, which coturn checks on its own. */
const refusedToChannels = [
  '127.0.0.1',
  '10.0.0.1',
  '10.255.255.255',
  '169.254.169.254',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:169.254.169.254',
];

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

  it.each(refusedToChannels)('and not by a channel to %s either', async (address) => {
    const client = clientOf();
    expect(await client.allocate(address.includes(':') ? 6 : 4)).toMatchObject({ error: 0 });
    expect(await client.bind(address)).toBe(403);
  });
});

it('opens to one private range where the operator allows it, and to no other', async () => {
  const opened = await Coturn.start(['--allowed-peer-ip=10.1.0.0-10.1.255.255']);
  try {
    const asked = ['10.1.2.3', '10.0.255.255', '10.2.0.0', '127.0.0.1', '169.254.169.254', '192.168.1.1'];
    const answers = await Promise.all(asked.map((address) => permission(address, opened)));
    expect(answers).toEqual([0, 403, 403, 403, 403, 403]);
  } finally {
    await opened.stop();
  }
});

async function permission(address: string, server = coturn): Promise<number> {
  const client = clientWith(credentialOf(), server);
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

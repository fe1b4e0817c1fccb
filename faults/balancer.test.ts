import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { selfSignedCertificate } from '../apps/server/src/lib/certificate.ts';
import { temporaryFolder } from '../scripts/built-server.mjs';
import { Backend, type Greeting } from './backend-fixture.ts';
import { type Balancer, balancerEnv, checkBalancerConfig, haproxy, nginx, startBalancer } from './balancer-fixture.ts';

vi.setConfig({ testTimeout: 20_000, hookTimeout: 20_000 });

const hubs = ['one', 'two', 'three'].map((name) => new Backend(name));
const gateways = ['first', 'second'].map((name) => new Backend(name));
const laterHub = new Backend('four');
const [firstHub] = hubs as [Backend, ...Backend[]];
const opened: WebSocket[] = [];
let balancer: Balancer;

const portsOf = (backends: readonly Backend[]) => backends.map(({ port }) => port);

beforeAll(() => Promise.all([...hubs, ...gateways, laterHub].map((backend) => backend.start())));
afterEach(() => {
  for (const socket of opened.splice(0)) socket.terminate();
});
afterAll(() => Promise.all([...hubs, ...gateways, laterHub].map((backend) => backend.kill())));

async function enter(room: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`ws://127.0.0.1:${balancer.port}/ws?room=${room}`, { headers });
  opened.push(socket);
  const [data] = await once(socket, 'message');
  return { socket, greeting: JSON.parse(String(data)) as Greeting };
}

async function ask(path: string, headers: Record<string, string> = {}, { port } = balancer): Promise<Greeting> {
  return (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).json() as Promise<Greeting>;
}

const someRooms = (count: number) => Array.from({ length: count }, () => randomUUID());

/** The hub of each room. */
async function placesOf(rooms: readonly string[]): Promise<Map<string, string>> {
  return new Map(await Promise.all(rooms.map(async (room) => [room, (await enter(room)).greeting.name] as const)));
}

/** The same by plain requests to the address of sockets, of which many cost little. */
async function hubsAsked(rooms: readonly string[], through: Balancer): Promise<string[]> {
  const names: string[] = [];
  for (const room of rooms) names.push((await ask(`/ws?room=${room}`, {}, through)).name);
  return names;
}

describe.each([haproxy, nginx])('deploy/$name', (kind) => {
  beforeAll(async () => {
    balancer = await startBalancer(kind, portsOf(hubs), portsOf(gateways));
  });
  afterAll(() => balancer.close());

  it('is a configuration that the program accepts with one server and with four, and not with none', async () => {
    const ports = [1, 2, 3, 4];
    await checkBalancerConfig(kind, balancerEnv(8080, [1], [1]));
    await checkBalancerConfig(kind, balancerEnv(8080, ports, ports));
    await expect(checkBalancerConfig(kind, { LISTEN: '127.0.0.1:8080' })).rejects.toThrow(/'server' expects|HUB_1/);
  });

  it('leads all sockets of one room to one hub, and many rooms to all hubs', async () => {
    const rooms = someRooms(30);
    const [once, again] = [await placesOf(rooms), await placesOf(rooms)];
    expect(again).toEqual(once);
    expect(new Set(once.values())).toEqual(new Set(['one', 'two', 'three']));
  });

  it('moves the rooms of a killed hub at once, and no others; they come home to the one that takes its place', async () => {
    const rooms = someRooms(30);
    const before = await placesOf(rooms);
    const [lost] = rooms.filter((room) => before.get(room) === 'one') as [string, ...string[]];
    const { socket } = await enter(lost);
    const cut = once(socket, 'close');
    await firstHub.kill();
    await cut;
    const during = await placesOf(rooms);
    for (const room of rooms) {
      if (before.get(room) === 'one') expect(during.get(room)).not.toBe('one');
      else expect(during.get(room)).toBe(before.get(room));
    }
    await firstHub.start();
    await vi.waitFor(async () => expect(await placesOf(rooms)).toEqual(before), { timeout: 10_000, interval: 100 });
  });

  it('moves a fourth of the rooms to a fourth hub, and no others', async () => {
    const rooms = someRooms(400);
    const wider = await startBalancer(kind, portsOf([...hubs, laterHub]), portsOf(gateways));
    const [before, after] = [await hubsAsked(rooms, balancer), await hubsAsked(rooms, wider)];
    await wider.close();
    const moved = after.filter((name, index) => name !== before[index]);
    expect(new Set(moved)).toEqual(new Set(['four']));
    expect(moved.length / rooms.length).toBeGreaterThan(0.15);
    expect(moved.length / rooms.length).toBeLessThan(0.35);
  });

  it('asks another hub where one drains, although that one is well by its probe', async () => {
    const rooms = someRooms(20);
    const before = await placesOf(rooms);
    firstHub.takesSockets = false;
    const during = await placesOf(rooms).finally(() => {
      firstHub.takesSockets = true;
    });
    expect([...during.values()]).not.toContain('one');
    for (const room of rooms) if (before.get(room) !== 'one') expect(during.get(room)).toBe(before.get(room));
  });

  it('leads all else to the gateways in turn, and to none that is down', async () => {
    const names = [await ask('/'), await ask('/api/rooms'), await ask('/r/abc-mnop-xyz')].map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(['first', 'second']));
    await gateways[0]?.kill();
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask('/api/me')));
    expect(new Set(answers.map(({ name }) => name))).toEqual(new Set(['second']));
    await gateways[0]?.start();
  });

  it('says who the client is, whatever the client says', async () => {
    const forged = {
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'for=203.0.113.9',
    };
    const truth = {
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': `127.0.0.1:${balancer.port}`,
      'x-forwarded-proto': 'http',
    };
    const [page, socket] = [await ask('/api/me', forged), (await enter(randomUUID(), forged)).greeting];
    for (const { headers } of [page, socket]) {
      expect(headers).toMatchObject(truth);
      expect(headers).not.toHaveProperty('forwarded');
    }
  });

  it('keeps the address of a request as it is, and the figures for the operator', async () => {
    expect((await ask('/api/rooms?x=%2F')).url).toBe('/api/rooms?x=%2F');
    for (const path of ['/metrics', '/%6detrics', '/metrics?x']) {
      expect((await fetch(`http://127.0.0.1:${balancer.port}${path}`)).status).toBe(404);
    }
  });
});

describe('deploy/nginx alone', () => {
  it('keeps assets, which are there while no gateway is, and nothing else', async () => {
    balancer = await startBalancer(nginx, portsOf(hubs), portsOf(gateways));
    const [asset, page] = [`/assets/index-${randomUUID()}.js`, '/api/me'];
    const { name } = await ask(asset);
    const gone = gateways.map((gateway) => gateway.kill());
    await Promise.all(gone);
    const [kept, lost] = [await ask(asset), await fetch(`http://127.0.0.1:${balancer.port}${page}`)];
    await Promise.all(gateways.map((gateway) => gateway.start()));
    await balancer.close();
    expect(kept.name).toBe(name);
    expect(lost.status).toBe(502);
  });

  it('takes a certificate', async () => {
    const folder = temporaryFolder();
    const { cert, key } = await selfSignedCertificate(folder.path);
    const CERTIFICATE = join(folder.path, 'both.pem');
    const env = { ...balancerEnv(8443, [1], [1]), LISTEN: '127.0.0.1:8443 ssl', CERTIFICATE };
    await expect(checkBalancerConfig(nginx, env)).rejects.toThrow(CERTIFICATE);
    await writeFile(CERTIFICATE, `${cert}\n${key}`);
    await checkBalancerConfig(nginx, env).finally(folder.remove);
  });
});

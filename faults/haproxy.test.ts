import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { checkHaproxyConfig, type Haproxy, haproxyEnv, startHaproxy } from './haproxy-fixture.ts';

vi.setConfig({ testTimeout: 20_000, hookTimeout: 20_000 });

/** Says who it is to whoever comes: over a WebSocket as the first message, over HTTP with what it was asked. */
class Backend {
  readonly name: string;
  /** Whether it takes sockets: one that drains answers 503 instead. */
  takesSockets = true;
  #server: Server | null = null;
  #port = 0;

  constructor(name: string) {
    this.name = name;
  }

  get port(): number {
    return this.#port;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ name: this.name, headers: request.headers, url: request.url }));
    });
    const sockets = new WebSocketServer({ noServer: true });
    server.on('upgrade', (request, socket, head) => {
      if (!this.takesSockets)
        socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      else sockets.handleUpgrade(request, socket, head, (webSocket) => this.#greet(webSocket, request));
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    this.#connections(server);
  }

  /** As a process that is killed: its connections are cut and nobody listens any more. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    for (const cut of this.#cuts.splice(0)) cut();
    await closed;
  }

  readonly #cuts: (() => void)[] = [];

  #connections(server: Server): void {
    server.on('connection', (socket) => this.#cuts.push(() => socket.destroy()));
  }

  #greet(webSocket: WebSocket, { headers, url }: IncomingMessage): void {
    webSocket.send(JSON.stringify({ name: this.name, headers, url }));
  }
}

interface Greeting {
  name: string;
  url: string;
  headers: Record<string, string>;
}

const hubs = ['one', 'two', 'three'].map((name) => new Backend(name));
const gateways = ['first', 'second'].map((name) => new Backend(name));
const [firstHub] = hubs as [Backend, ...Backend[]];
const opened: WebSocket[] = [];
let haproxy: Haproxy;

beforeAll(async () => {
  await Promise.all([...hubs, ...gateways].map((backend) => backend.start()));
  haproxy = await startHaproxy(
    hubs.map(({ port }) => port),
    gateways.map(({ port }) => port),
  );
});
afterEach(() => {
  for (const socket of opened.splice(0)) socket.terminate();
});
afterAll(async () => {
  await haproxy?.close();
  await Promise.all([...hubs, ...gateways].map((backend) => backend.kill()));
});

async function enter(room: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`ws://127.0.0.1:${haproxy.port}/ws?room=${room}`, { headers });
  opened.push(socket);
  const [data] = await once(socket, 'message');
  return { socket, greeting: JSON.parse(String(data)) as Greeting };
}

async function hubOf(room: string): Promise<string> {
  return (await enter(room)).greeting.name;
}

async function ask(path: string, headers: Record<string, string> = {}): Promise<Greeting> {
  return (await fetch(`http://127.0.0.1:${haproxy.port}${path}`, { headers })).json() as Promise<Greeting>;
}

async function placesOf(rooms: readonly string[]): Promise<Map<string, string>> {
  return new Map(await Promise.all(rooms.map(async (room) => [room, await hubOf(room)] as const)));
}

describe('deploy/haproxy', () => {
  it('is a configuration that HAProxy accepts with one server and with four, and not with none', async () => {
    const ports = [1, 2, 3, 4];
    await checkHaproxyConfig(haproxyEnv(8080, [1], [1]));
    await checkHaproxyConfig(haproxyEnv(8080, ports, ports));
    await expect(checkHaproxyConfig({ LISTEN: '127.0.0.1:8080' })).rejects.toThrow("'server' expects");
  });

  it('leads all sockets of one room to one hub, and many rooms to all hubs', async () => {
    const rooms = Array.from({ length: 30 }, () => randomUUID());
    const [once, again] = [await placesOf(rooms), await placesOf(rooms)];
    expect(again).toEqual(once);
    expect(new Set(once.values())).toEqual(new Set(['one', 'two', 'three']));
  });

  it('moves the rooms of a killed hub at once, and no others; they come home to the one that takes its place', async () => {
    const rooms = Array.from({ length: 30 }, () => randomUUID());
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

  it('asks another hub where one drains, although that one is well by its probe', async () => {
    const rooms = Array.from({ length: 20 }, () => randomUUID());
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
      'x-forwarded-host': `127.0.0.1:${haproxy.port}`,
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
      expect((await fetch(`http://127.0.0.1:${haproxy.port}${path}`)).status).toBe(404);
    }
  });
});

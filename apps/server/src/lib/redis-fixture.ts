import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from './free-ports-fixture.ts';
import { openRedis, type RedisClient } from './redis.ts';

const MASTERS = 3;
const LAST_SLOT = 16_383;

/** Redis servers on loopback ports of their own, in a folder of their own; for tests. */
export interface RedisFixture {
  readonly name: string;
  readonly url: string;
  /** A client that {@link close} closes. */
  open(): RedisClient;
  /** One client for each master. */
  masters(): RedisClient[];
  /** As a restart without a disk: all keys are gone, scripts too. */
  empty(): Promise<void>;
  /** It takes no commands, answers none and loses none, until {@link resume}. */
  pause(): void;
  resume(): void;
  /** Kills the servers and, after `downMs`, starts them anew with nothing in them. Standalone only. */
  restart(downMs: number): Promise<void>;
  close(): Promise<void>;
}

export const redisKinds = ['standalone', 'cluster'] as const;

/** Rejects where there is no `redis-server` of version 7 or later. */
export async function startRedis(kind: (typeof redisKinds)[number]): Promise<RedisFixture> {
  refuseOldRedis();
  const folder = mkdtempSync(join(tmpdir(), 'cline-meet-redis-'));
  const count = kind === 'cluster' ? MASTERS : 1;
  const ports = await freePorts(2 * count);
  const servers: ChildProcess[] = [];
  const clients: RedisClient[] = [];
  const open = (url: string): RedisClient => {
    // Errors show in what a test awaits; a lost connection is none.
    const client = openRedis(url).on('error', () => {});
    clients.push(client);
    return client;
  };
  const close = async () => {
    for (const client of clients) client.disconnect();
    await Promise.all(servers.map(end));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (let index = 0; index < count; index += 1) {
      servers.push(startServer(folder, ports[index] ?? 0, kind === 'cluster' ? (ports[count + index] ?? 0) : null));
    }
    const used = ports.slice(0, count);
    const masters = used.map((port) => open(`redis://127.0.0.1:${port}`));
    await Promise.all(masters.map((master) => master.ping()));
    if (kind === 'cluster') await joinCluster(masters, used, ports.slice(count));
    const places = used.map((port) => `127.0.0.1:${port}`).join(',');
    const url = kind === 'cluster' ? `redis+cluster://${places}` : `redis://${places}`;
    return {
      name: kind,
      url,
      open: () => open(url),
      masters: () => masters,
      empty: async () => void (await Promise.all(masters.map(emptyOf))),
      pause: () => signalAll(servers, 'SIGSTOP'),
      resume: () => signalAll(servers, 'SIGCONT'),
      restart: async (downMs) => {
        if (kind === 'cluster') throw new Error('a cluster forgets who it is');
        await Promise.all(servers.splice(0).map(end));
        await delay(downMs);
        servers.push(...used.map((port) => startServer(folder, port, null)));
        await Promise.all(masters.map((master) => master.ping()));
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function signalAll(servers: ChildProcess[], signal: NodeJS.Signals): void {
  for (const server of servers) server.kill(signal);
}

async function emptyOf(master: RedisClient): Promise<void> {
  await master.flushall();
  await master.script('FLUSH');
}

function refuseOldRedis(): void {
  const version = versionText();
  const major = Number(/v=(\d+)/.exec(version)?.[1] ?? 0);
  if (major < 7) throw new Error('these tests need redis-server 7.0 or later: apt-get install redis-server');
}

function versionText(): string {
  try {
    return execFileSync('redis-server', ['--version'], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

function startServer(folder: string, port: number, busPort: number | null): ChildProcess {
  const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const cluster = ['--cluster-enabled', 'yes', '--cluster-config-file', `nodes-${port}.conf`];
  const all = busPort === null ? settings : [...settings, ...cluster, '--cluster-port', `${busPort}`];
  return spawn('redis-server', all, { stdio: 'ignore' });
}

/** Gives each master its share of the slots and waits until all agree. */
async function joinCluster(masters: RedisClient[], ports: number[], busPorts: number[]): Promise<void> {
  const share = Math.ceil((LAST_SLOT + 1) / masters.length);
  for (const [index, master] of masters.entries()) {
    await master.call('CLUSTER', 'ADDSLOTSRANGE', index * share, Math.min((index + 1) * share - 1, LAST_SLOT));
    await master.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
  }
  for (const [index, master] of masters.entries()) {
    for (const [other, port] of ports.entries()) {
      if (other !== index) await master.call('CLUSTER', 'MEET', '127.0.0.1', port, busPorts[other] ?? 0);
    }
  }
  while (!(await agree(masters))) await delay(50);
}

async function agree(masters: RedisClient[]): Promise<boolean> {
  const infos = await Promise.all(masters.map((master) => master.call('CLUSTER', 'INFO') as Promise<string>));
  return infos.every((info) => info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${MASTERS}`));
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, 'exit');
  server.kill('SIGKILL');
  await gone;
}

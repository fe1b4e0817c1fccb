import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { freePorts } from '../lib/free-ports-fixture.ts';

const DEBIAN_VERSIONS = '/usr/lib/postgresql';
const START_LIMIT_MS = 20_000;
const isRoot = process.getuid?.() === 0;

/** A real PostgreSQL for a test, on a free port of loopback, in a folder of its own that goes when it closes. */
export class PostgresServer {
  readonly #port: number;
  readonly #folder: string;
  #process: ChildProcess | null = null;

  private constructor(port: number, folder: string) {
    this.#port = port;
    this.#folder = folder;
  }

  static async start(): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'cline-meet-pg-'));
    if (isRoot) execFileSync('chown', ['postgres:postgres', folder]);
    const [port = 0] = await freePorts(1);
    const server = new PostgresServer(port, folder);
    const init = ['-D', join(folder, 'data'), '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8'];
    execFileSync(...asServer(program('initdb'), init), { cwd: folder, stdio: 'pipe' });
    await server.start();
    return server;
  }

  /** A time zone far from UTC: whoever relies on the server's own would be hours off. */
  async start(): Promise<void> {
    const options = { listen_addresses: '127.0.0.1', port: this.#port, fsync: 'off', timezone: 'America/New_York' };
    const settings = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const args = ['-D', join(this.#folder, 'data'), '-c', 'unix_socket_directories=', ...settings];
    const child = spawn(...asServer(program('postgres'), args), {
      cwd: this.#folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    this.#process = child;
    for (const deadline = Date.now() + START_LIMIT_MS; ; await delay(50)) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`PostgreSQL does not start: ${said}`);
      if (await isUp(this.urlOf('postgres'))) return;
    }
  }

  /** Ends it as an operator does who does not wait for clients. */
  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    await ended;
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  urlOf(database: string): string {
    return `postgres://postgres@127.0.0.1:${this.#port}/${database}`;
  }

  async createDatabase(name: string): Promise<string> {
    await this.query(`create database ${name}`);
    return this.urlOf(name);
  }

  async query(statement: string, database = 'postgres'): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: this.urlOf(database) });
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  }
}

/** PostgreSQL refuses to run as root; where the tests do, it runs as the user that its package made. It ends with us. */
function asServer(path: string, args: string[]): [string, string[]] {
  if (!isRoot) return [path, args];
  const user = ['--reuid=postgres', '--regid=postgres', '--init-groups', '--pdeathsig=INT'];
  return ['setpriv', [...user, path, ...args]];
}

/** Debian keeps the programs of each version in a folder of its own, outside of PATH. */
function program(name: string): string {
  const versions = existsSync(DEBIAN_VERSIONS) ? readdirSync(DEBIAN_VERSIONS) : [];
  const newest = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN_VERSIONS, version, 'bin', name));
  const path = newest.find((candidate) => existsSync(candidate));
  if (!path)
    throw new Error(`no ${name} in ${DEBIAN_VERSIONS}/*/bin: install PostgreSQL (Debian: apt install postgresql)`);
  return path;
}

async function isUp(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

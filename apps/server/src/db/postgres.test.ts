import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { ConnectionId, RoomCode } from '@cline-meet/protocol';
import { type Kysely, sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock as clock } from '../lib/clock.ts';
import { createLogger } from '../lib/logger.ts';
import { databaseContract } from './database.contract.ts';
import { writeJournal } from './journal-writer.ts';
import { openPostgres, type PostgresSettings } from './postgres.ts';
import { PostgresServer } from './postgres-fixture.ts';
import { readinessOf } from './readiness.ts';
import { roomsIn } from './rooms.ts';
import type { Database } from './schema.ts';
import { usersIn } from './users.ts';

// Far from UTC on the other side than the server's, so that a time written or read as local is hours off.
process.env.TZ = 'Asia/Tokyo';

// A real server on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

it('is tested far from UTC', () => expect(new Date().getTimezoneOffset()).toBe(-540));

const log = createLogger('silent');
const opened: Kysely<Database>[] = [];
let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
}, 60_000);
afterEach(async () => {
  for (const db of opened.splice(0)) await db.destroy();
});
afterAll(() => server.close());

async function open(url: string, settings: Partial<PostgresSettings> = {}): Promise<Kysely<Database>> {
  const db = await openPostgres({ url, poolSize: 4, statementTimeoutMs: 5_000, waitMs: 0, ...settings }, log, clock);
  opened.push(db);
  return db;
}

let contractUrl: Promise<string> | null = null;
databaseContract('PostgreSQL', async () => {
  contractUrl ??= server.createDatabase('contract');
  return openPostgres({ url: await contractUrl, poolSize: 4, statementTimeoutMs: 5_000, waitMs: 0 }, log, clock);
});

describe('openPostgres', () => {
  it('migrates once, however many open an empty database at the same time', async () => {
    const url = await server.createDatabase('crowd');
    const dbs = await Promise.all(Array.from({ length: 4 }, () => open(url)));
    const rows = await Promise.all(
      dbs.map((db) => sql<{ name: string }>`select name from kysely_migration`.execute(db)),
    );
    for (const { rows: names } of rows) {
      expect(names.map(({ name }) => name)).toEqual([
        '001_init',
        '002_meetings',
        '003_participations',
        '004_sign_in',
        '005_encrypted_rooms',
      ]);
    }
  });

  it('waits for another that migrates, however short a statement may take', async () => {
    const url = await server.createDatabase('patience');
    const lock = { lockTable: 'kysely_migration_lock', lockRowId: 'migration_lock' };
    const first = await open(url);
    const second = await first.connection().execute(async (migrating) => {
      const { adapter } = migrating.getExecutor();
      await adapter.acquireMigrationLock(migrating, lock);
      const opening = open(url, { statementTimeoutMs: 100 });
      await until(() => waiting('patience', "wait_event = 'advisory'"), 1);
      await sql`select pg_sleep(0.3)`.execute(migrating);
      await adapter.releaseMigrationLock(migrating, lock);
      return { opening };
    });
    expect(await readinessOf(await second.opening)()).toBe(true);
  });

  it('gives up a statement that takes too long, and the connection goes on', async () => {
    const db = await open(await server.createDatabase('slow'), { poolSize: 1, statementTimeoutMs: 100 });
    await expect(sql`select pg_sleep(5)`.execute(db)).rejects.toThrow('canceling statement due to statement timeout');
    expect(await readinessOf(db)()).toBe(true);
  });

  it('holds no more connections than it may', async () => {
    const db = await open(await server.createDatabase('pool'), { poolSize: 2 });
    await Promise.all(Array.from({ length: 10 }, () => sql`select pg_sleep(0.02)`.execute(db)));
    const [{ count }] = (await server.query("select count(*)::int from pg_stat_activity where datname = 'pool'")) as [
      { count: number },
    ];
    expect(count).toBe(2);
  });

  it('tells at once what waiting cannot mend, and never the password', async () => {
    const wrong = server.urlOf('nowhere').replace('postgres@', 'postgres:s3cret@');
    const failure = await open(wrong, { waitMs: 60_000 }).catch((error: Error) => error);
    expect(failure).toMatchObject({ name: 'DatabaseUnavailable' });
    expect((failure as Error).message).toMatch(
      /^the database at 127\.0\.0\.1:\d+ refuses this server \(database "nowhere" does not exist\)$/,
    );
  });
});

it('knows that a person has left where their two tabs leave at once, through two writers', async () => {
  const db = await open(await server.createDatabase('tabs'));
  const { userId } = await usersIn(db).createGuest('Aki');
  const code = RoomCode.parse('aaa-aaaa-aaa');
  const room = await roomsIn(db).create({ code, name: null, hostUserId: userId, waitingRoom: false, encrypted: false });
  if (!room) throw new Error('the code is taken');
  const about = { roomId: room.roomId, userId, at: '2026-01-31T09:00:00.000Z' };
  const tabs = [randomUUID(), randomUUID()].map((id) => ({ ...about, connectionId: ConnectionId.parse(id) }));
  const refused = (_entry: unknown, error: unknown) => {
    throw error;
  };
  await writeJournal(
    db,
    tabs.map((tab) => ({ type: 'joined', ...tab, isHost: true, isMuted: false })),
    refused,
  );
  const { leaving } = await db.transaction().execute(async (holding) => {
    await holding.selectFrom('participants').selectAll().forUpdate().execute();
    const leaving = tabs.map((tab) => writeJournal(db, [{ type: 'left', ...tab, reason: 'left' }], refused));
    await until(() => waiting('tabs', "wait_event_type = 'Lock'"), 2);
    return { leaving };
  });
  await Promise.all(leaving);
  const participant = await db.selectFrom('participants').select('left_at').executeTakeFirst();
  expect(participant).toEqual({ left_at: new Date(about.at) });
});

describe('a database that goes away', () => {
  it('turns ready off, breaks nothing, and is used again when it is back', async () => {
    const db = await open(await server.createDatabase('away'));
    const isReady = readinessOf(db);
    // One connection idle in the pool, one checked out with no query running: both ends of it must survive.
    await db.connection().execute(async (connection) => {
      expect(await isReady()).toBe(true);
      await server.stop();
      await expect(sql`select 1`.execute(connection)).rejects.toThrow();
    });
    expect(await isReady()).toBe(false);
    await server.start();
    expect(await isReady()).toBe(true);
  });

  it('that falls silent gives an error and is used again when it speaks', async () => {
    const database = new URL(await server.createDatabase('silent'));
    const line = await Line.to(Number(database.port));
    const url = database.href.replace(database.port, String(line.port));
    const db = await open(url, { poolSize: 1, statementTimeoutMs: 100, silenceMs: 300 });
    const isReady = readinessOf(db, 50);
    await sql`select 1`.execute(db);
    line.cut();
    const asked = sql`select 1`.execute(db);
    expect(await isReady()).toBe(false);
    await expect(asked).rejects.toThrow('Connection terminated');
    line.mend();
    await vi.waitFor(async () => expect(await isReady()).toBe(true), { timeout: 10_000 });
    line.close();
  });
});

it('a server that takes connections and says nothing does not hold up the start for ever', async () => {
  const line = await Line.to(0);
  line.cut();
  const failure = await open(`postgres://postgres@127.0.0.1:${line.port}/x`).catch((error: Error) => error.message);
  expect(failure).toMatch(/^the database at 127\.0\.0\.1:\d+ did not answer within 0 s \(.*timeout.*\)$/);
  line.close();
});

/** How many connections to a database wait so. */
async function waiting(database: string, how: string): Promise<number> {
  return (await server.query(`select 1 from pg_stat_activity where datname = '${database}' and ${how}`)).length;
}

async function until(ask: () => Promise<number>, count: number): Promise<void> {
  while ((await ask()) < count);
}

/** A network between us and the server that can swallow everything, as a firewall does that forgets a connection. */
class Line {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async to(port: number): Promise<Line> {
    const line: Line = new Line(createServer((near) => line.#join(near, port)).listen(0, '127.0.0.1'));
    await once(line.#server, 'listening');
    return line;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** From now on nothing comes through, new connections' words included, and nobody is told. */
  cut(): void {
    this.#isCut = true;
  }

  /** New connections come through again; what was swallowed is lost. */
  mend(): void {
    this.#isCut = false;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #join(near: Socket, port: number): void {
    this.#keep(near);
    if (this.#isCut) return;
    const far = this.#keep(connect(port, '127.0.0.1'));
    near.on('data', (chunk) => this.#isCut || far.write(chunk));
    far.on('data', (chunk) => this.#isCut || near.write(chunk));
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    return socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket));
  }
}

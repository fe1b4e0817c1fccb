import { type ClientBase, Pool, types } from 'pg';
import type { Logger } from '../lib/logger.ts';

export interface PoolSettings {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  readonly poolSize: number;
  /** 0 for no limit. */
  readonly statementTimeoutMs: number;
  /** How much longer than a statement may run a server may say nothing at all. */
  readonly silenceMs?: number;
}

const CONNECT_TIMEOUT_MS = 5_000;
const SILENCE_MS = 10_000;

/** As in the embedded database, a TIMESTAMP is UTC. `pg` would read it in this machine's time zone. */
const utcTypes: Pick<typeof types, 'getTypeParser'> = {
  getTypeParser: ((oid: number, format: 'text') =>
    oid === types.builtins.TIMESTAMP
      ? (text: string) => new Date(`${text.replace(' ', 'T')}Z`)
      : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
};

/** Connections to a PostgreSQL server. One that breaks is replaced at its next use, and never ends the process. */
export function createPool(settings: PoolSettings, log: Logger): Pool {
  const { url, poolSize, statementTimeoutMs, silenceMs = SILENCE_MS } = settings;
  const pool = new Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'cline-meet',
    types: utcTypes,
    onConnect: (client) => prepare(client, statementTimeoutMs),
  });
  // Without a listener an error of a connection that no query is running on would end the process.
  const onError = ({ message }: Error) => log.warn({ error: message }, 'a database connection was lost');
  pool.on('error', onError);
  pool.on('connect', (client) =>
    client.on('error', ({ message }) => log.debug({ error: message }, 'connection error')),
  );
  if (statementTimeoutMs > 0) endSilentConnections(pool, statementTimeoutMs + silenceMs);
  return pool;
}

/** By statements and not by start-up parameters, which poolers such as PgBouncer refuse. */
async function prepare(client: ClientBase, statementTimeoutMs: number): Promise<void> {
  const giveUp = setTimeout(() => void endNow(client), CONNECT_TIMEOUT_MS);
  try {
    await client.query(`SET TIME ZONE 'UTC'; SET statement_timeout = ${statementTimeoutMs}`);
  } finally {
    clearTimeout(giveUp);
  }
}

/**
 * A server that fell off the network neither answers nor refuses, and its own time limit does not reach us: whoever
 * holds a connection for longer than any work of ours takes gets an error, and the pool a free place.
 */
function endSilentConnections(pool: Pool, limitMs: number): void {
  const timers = new Map<ClientBase, NodeJS.Timeout>();
  pool.on('acquire', (client) => timers.set(client, setTimeout(() => void endNow(client), limitMs).unref()));
  pool.on('release', (_error, client) => {
    clearTimeout(timers.get(client));
    timers.delete(client);
  });
}

/** `end` of a connection whose query is running cuts it off, and the query rejects. */
async function endNow(client: ClientBase): Promise<void> {
  await (client as ClientBase & { end(): Promise<void> }).end().catch(() => {});
}

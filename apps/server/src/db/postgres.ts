import { Kysely, PostgresDialect, sql } from 'kysely';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { waitForServer } from './connect-wait.ts';
import { migrate } from './migrate.ts';
import { createPool, type PoolSettings } from './postgres-pool.ts';
import type { Database } from './schema.ts';

export interface PostgresSettings extends PoolSettings {
  /** How long a server that does not answer yet is waited for. */
  readonly waitMs: number;
}

/**
 * Opens a PostgreSQL server, waiting for it where it is not up yet, with the schema up to date. However many processes
 * do so at once, each migration runs once. Throws a DatabaseUnavailable whose message tells the operator all.
 */
export async function openPostgres(settings: PostgresSettings, log: Logger, clock: Clock): Promise<Kysely<Database>> {
  await migratePostgres(settings, log, clock);
  return connect<Database>(settings, log);
}

/** Brings the schema up to date as {@link openPostgres} does, and lets go of the server. */
export async function migratePostgres(settings: PostgresSettings, log: Logger, clock: Clock): Promise<void> {
  // Migrations are few and may take long, waiting for their lock included: no limit, and a connection of their own.
  const migrating = connect<never>({ ...settings, poolSize: 1, statementTimeoutMs: 0 }, log);
  try {
    await waitForServer(() => sql`select 1`.execute(migrating), {
      name: serverName(settings.url),
      waitMs: settings.waitMs,
      clock,
      onRetry: (reason) => log.warn({ server: serverName(settings.url), reason }, 'waiting for the database'),
    });
    await migrate(migrating);
  } finally {
    await migrating.destroy();
  }
}

function connect<Tables>(settings: PoolSettings, log: Logger): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: createPool(settings, log) }) });
}

/** Host and port (or the folder of the socket): what may be told in a log. */
function serverName(url: string): string {
  const { hostname, port, searchParams } = new URL(url);
  return `${searchParams.get('host') ?? hostname}:${port || 5432}`;
}

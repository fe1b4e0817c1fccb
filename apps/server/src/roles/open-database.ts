import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Config } from '../config.ts';
import { openEmbedded } from '../db/embedded.ts';
import { openPostgres, type PostgresSettings } from '../db/postgres.ts';
import type { Database } from '../db/schema.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';

/** Null for a process none of whose roles may ask it: the hub has no database. */
export async function openDatabase(
  config: Config,
  folder: string,
  log: Logger,
  clock: Clock,
): Promise<Kysely<Database> | null> {
  if (!config.ROLE.has('auth') && !config.ROLE.has('gateway')) return null;
  if (config.DATABASE_URL === null) return openEmbedded(join(folder, 'postgres'));
  return openPostgres(postgresSettings(config, config.DATABASE_URL), log, clock);
}

export function postgresSettings(config: Config, url: string): PostgresSettings {
  return {
    url,
    poolSize: config.DATABASE_POOL_SIZE,
    statementTimeoutMs: config.DATABASE_STATEMENT_TIMEOUT_SECONDS * 1000,
    waitMs: config.DATABASE_WAIT_SECONDS * 1000,
  };
}

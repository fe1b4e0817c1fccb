import { ConfigError, loadConfig } from './config.ts';
import { DatabaseUnavailable } from './db/connect-wait.ts';
import { migratePostgres } from './db/postgres.ts';
import { systemClock } from './lib/clock.ts';
import { createLogger } from './lib/logger.ts';
import { postgresSettings } from './roles/open-database.ts';

/**
 * `migrate`: brings the schema of `DATABASE_URL` up to date and ends. Servers do so too when they start; done before, a
 * migration that fails stops a release while the old servers still run.
 */
async function main(): Promise<void> {
  const config = loadConfig(process.env, process.argv.slice(2));
  if (config.DATABASE_URL === null) throw new ConfigError('DATABASE_URL must be set: it names what to migrate');
  const log = createLogger(config.LOG_LEVEL);
  await migratePostgres(postgresSettings(config, config.DATABASE_URL), log, systemClock);
  console.log('The schema is up to date.');
}

main().catch((error: unknown) => {
  const isClear = error instanceof ConfigError || error instanceof DatabaseUnavailable;
  console.error(isClear ? `migrate: ${error.message}` : error);
  process.exit(1);
});

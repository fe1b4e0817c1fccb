import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Kysely, sql } from 'kysely';
import { DEFAULT_MIGRATION_TABLE, type Migration, Migrator } from 'kysely/migration';

/** Beside this file in the sources, beside the bundle in a build. */
const MIGRATIONS = fileURLToPath(new URL('./migrations/', import.meta.url));

/** Brings the schema up to date: each file of `migrations/` once, in the order of their names, all or none. */
export async function migrate(db: Kysely<never>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: readMigrations } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

/**
 * Whether there is nothing to migrate. For a database of one process alone, which it spares the migrator's look through
 * the whole catalogue: that takes an embedded one long.
 */
export async function isCurrent(db: Kysely<never>): Promise<boolean> {
  const table = sql.lit(DEFAULT_MIGRATION_TABLE);
  const found = await sql<{ isThere: boolean }>`select to_regclass(${table}) is not null as "isThere"`.execute(db);
  if (!found.rows[0]?.isThere) return false;
  const done = await sql<{ name: string }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(db);
  const doneNames = done.rows.map(({ name }) => name).sort();
  return (
    doneNames.join() ===
    Object.keys(await readMigrations())
      .sort()
      .join()
  );
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql'));
  const entries = files.map(async (name) => {
    const statements = splitStatements(await readFile(join(MIGRATIONS, name), 'utf8'));
    return [name.replace(/\.sql$/, ''), { up: (db: Kysely<never>) => runAll(db, statements) }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function runAll(db: Kysely<never>, statements: string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** PGlite takes one statement a call. A statement of ours ends with a semicolon at the end of a line. */
function splitStatements(text: string): string[] {
  return text
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

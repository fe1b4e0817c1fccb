import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect } from 'kysely';
import { isCurrent, migrate } from './migrate.ts';
import type { Database } from './schema.ts';

/**
 * Opens the embedded PostgreSQL in a folder, made and filled at first use, with the schema up to date. The caller must
 * hold the folder's lock. Without a folder it lives in memory.
 */
export async function openEmbedded(folder: string | null): Promise<Kysely<Database>> {
  const pglite = await openPGlite(folder);
  await pglite.exec("SET TIME ZONE 'UTC'");
  const db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite }) });
  const untyped = db as unknown as Kysely<never>;
  if (!(await isCurrent(untyped))) await migrate(untyped);
  return db;
}

async function openPGlite(folder: string | null): Promise<PGlite> {
  // PostgreSQL itself: a process whose database is elsewhere, or that has none, is spared it.
  const { PGlite, types } = await import('@electric-sql/pglite');
  // The pages of all rooms fit; PostgreSQL's own 128 MB take a third of a second at each start.
  const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'];
  const parsers = { [types.TIMESTAMP]: (text: string) => new Date(`${text.replace(' ', 'T')}Z`) };
  const isNew = folder === null || !existsSync(join(folder, 'PG_VERSION'));
  if (!isNew) return PGlite.create({ dataDir: folder, startParams, parsers });
  if (folder !== null) await mkdir(folder, { recursive: true });
  // A prepared cluster: initdb would take several times as long and as much memory.
  const { dataDir } = await import('@electric-sql/pglite-prepopulatedfs');
  const place = folder === null ? {} : { dataDir: folder };
  return PGlite.create({ ...place, loadDataDir: await dataDir(), startParams, parsers });
}

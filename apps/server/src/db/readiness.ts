import { setTimeout as delay } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Database } from './schema.ts';

const LIMIT_MS = 2_000;

/**
 * Asks whether the database answers now: true, or false, never later than the limit. A question that hangs is the answer
 * to those that come after it, so that probes don't use up the pool.
 */
export function readinessOf(db: Kysely<Database>, limitMs = LIMIT_MS): () => Promise<boolean> {
  let asked: Promise<boolean> | null = null;
  return async () => {
    asked ??= answers(db).finally(() => {
      asked = null;
    });
    const patience = new AbortController();
    const tooLate = delay(limitMs, false, { signal: patience.signal, ref: false }).catch(() => false);
    try {
      return await Promise.race([asked, tooLate]);
    } finally {
      patience.abort();
    }
  };
}

async function answers(db: Kysely<Database>): Promise<boolean> {
  try {
    await sql`select 1`.execute(db);
    return true;
  } catch {
    return false;
  }
}

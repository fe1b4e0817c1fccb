import type { Kysely } from 'kysely';
import type { UsedSignIns } from '../auth/ports.ts';
import { type Database, utc } from './schema.ts';

export function usedSignInsIn(db: Kysely<Database>): UsedSignIns {
  return {
    async use(id, forgetAtMs, nowMs) {
      await db.deleteFrom('used_sign_ins').where('forget_at', '<', utc(nowMs)).execute();
      const row = await db
        .insertInto('used_sign_ins')
        .values({ id, forget_at: new Date(forgetAtMs).toISOString() })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { LoginSessions } from '../auth/ports.ts';
import { type Database, utc } from './schema.ts';
import { accountOf } from './users.ts';

export function loginSessionsIn(db: Kysely<Database>): LoginSessions {
  return {
    async open(userId, expiresAtMs) {
      const id = randomUUID();
      const expires_at = new Date(expiresAtMs).toISOString();
      await db.insertInto('login_sessions').values({ id, user_id: userId, expires_at }).execute();
      return id;
    },
    async find(sessionId, nowMs) {
      const row = await db
        .selectFrom('login_sessions')
        .innerJoin('users', 'users.id', 'login_sessions.user_id')
        .select(['users.id', 'users.google_id', 'users.name', 'users.avatar_url'])
        .where('login_sessions.id', '=', sessionId)
        .where('login_sessions.expires_at', '>', utc(nowMs))
        .executeTakeFirst();
      return row ? accountOf(row) : null;
    },
    async close(sessionId) {
      await db.deleteFrom('login_sessions').where('id', '=', sessionId).execute();
    },
  };
}

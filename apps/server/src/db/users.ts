import type { UserId } from '@cline-meet/protocol';
import type { Kysely } from 'kysely';
import type { Account, Users } from '../auth/ports.ts';
import type { Database } from './schema.ts';

const columns = ['id', 'google_id', 'name', 'avatar_url'] as const;

export function usersIn(db: Kysely<Database>): Users {
  return {
    async createGuest(name) {
      return accountOf(await db.insertInto('users').values({ name }).returning(columns).executeTakeFirstOrThrow());
    },
    async rename(userId, name) {
      await db.updateTable('users').set({ name }).where('id', '=', userId).execute();
    },
    async signedIn({ googleId, email, name, avatarUrl }) {
      const known = { email, name, avatar_url: avatarUrl };
      const row = await db
        .insertInto('users')
        .values({ google_id: googleId, ...known })
        .onConflict((conflict) => conflict.column('google_id').doUpdateSet(known))
        .returning(columns)
        .executeTakeFirstOrThrow();
      return accountOf(row);
    },
    async emailOf(userId) {
      const row = await db.selectFrom('users').select('email').where('id', '=', userId).executeTakeFirst();
      return row?.email ?? null;
    },
  };
}

export function accountOf(row: {
  id: UserId;
  google_id: string | null;
  name: string;
  avatar_url: string | null;
}): Account {
  const kind = row.google_id === null ? 'guest' : 'google';
  return { userId: row.id, name: row.name, avatarUrl: row.avatar_url, kind };
}

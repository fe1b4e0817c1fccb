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

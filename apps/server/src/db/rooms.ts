import type { RoomId } from '@cline-meet/protocol';
import type { Kysely, Selectable } from 'kysely';
import { type Database, type RoomsTable, utc } from './schema.ts';

const MAX_RECENT = 20;

/** Serves the gateway's port of rooms; the types meet where the server is wired. */
export function roomsIn(db: Kysely<Database>) {
  return {
    async create({ code, name, hostUserId, waitingRoom, encrypted }: NewRow) {
      const row = await db
        .insertInto('rooms')
        .values({ code, name, host_id: hostUserId, is_waiting_room: waitingRoom, is_encrypted: encrypted })
        .onConflict((conflict) => conflict.column('code').doNothing())
        .returningAll()
        .executeTakeFirst();
      return row ? recordOf(row) : null;
    },
    async findByCode(code: Row['code']) {
      const row = await db.selectFrom('rooms').selectAll().where('code', '=', code).executeTakeFirst();
      return row ? recordOf(row) : null;
    },
    async recentOf(userId: Row['host_id'], nowMs: number) {
      const joined = db.selectFrom('participants').select('room_id').where('user_id', '=', userId);
      const rows = await db
        .selectFrom('rooms')
        .selectAll()
        .where((where) => where.or([where('host_id', '=', userId), where('id', 'in', joined)]))
        .where('ended_at', 'is', null)
        .where('expires_at', '>', utc(nowMs))
        .orderBy('created_at', 'desc')
        .limit(MAX_RECENT)
        .execute();
      return rows.map(recordOf);
    },
  };
}

type Row = Selectable<RoomsTable>;

interface NewRow {
  code: Row['code'];
  name: string | null;
  hostUserId: Row['host_id'];
  waitingRoom: boolean;
  encrypted: boolean;
}

function recordOf(row: Row) {
  return {
    roomId: row.id satisfies RoomId,
    code: row.code,
    name: row.name,
    hostUserId: row.host_id,
    waitingRoom: row.is_waiting_room,
    locked: row.is_locked,
    encrypted: row.is_encrypted,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
  };
}

import type { RoomId, UserId } from '@cline-meet/protocol';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { JournalEntry } from '../room/journal.ts';
import type { Database } from './schema.ts';

type Entry<Type extends JournalEntry['type']> = Extract<JournalEntry, { type: Type }>;

/**
 * The history of who was in which room. Entries are told apart by their connection, so that the same one may come again;
 * and since several readers may share a journal, a connection's leaving may come before its joining.
 */
export function joined(db: Kysely<Database>, entry: Entry<'joined'>): Promise<void> {
  const { roomId: room_id, userId: user_id, at: joined_at } = entry;
  const state = { is_host: entry.isHost, is_muted: entry.isMuted };
  return db.transaction().execute(async (step) => {
    await step
      .insertInto('participants')
      .values({ room_id, user_id, joined_at, ...state })
      .onConflict((conflict) =>
        conflict.columns(['room_id', 'user_id']).doUpdateSet({ ...state, joined_at: earlier('participants') }),
      )
      .execute();
    await step
      .insertInto('participations')
      .values({ connection_id: entry.connectionId, room_id, user_id, joined_at, left_reason: null })
      .onConflict((conflict) => conflict.column('connection_id').doUpdateSet({ joined_at: earlier('participations') }))
      .execute();
    await settleLeftAt(step, entry);
  });
}

export function left(db: Kysely<Database>, entry: Entry<'left'>): Promise<void> {
  const { roomId: room_id, userId: user_id, connectionId: connection_id, at, reason: left_reason } = entry;
  return db.transaction().execute(async (step) => {
    await lockParticipant(step, entry);
    await step
      .insertInto('participations')
      .values({ connection_id, room_id, user_id, joined_at: at, left_at: at, left_reason })
      .onConflict((conflict) =>
        conflict
          .column('connection_id')
          .doUpdateSet({ left_at: at, left_reason })
          .where((where) =>
            where.or([
              where('participations.left_at', 'is', null),
              where('participations.left_at', '>', where.ref('excluded.left_at')),
            ]),
          ),
      )
      .execute();
    await settleLeftAt(step, entry);
  });
}

/** Ends the stays whose ends nobody told: their server died before it could. */
export async function roomEmptied(db: Kysely<Database>, { roomId, at }: Entry<'ended'>): Promise<void> {
  await db
    .updateTable('participations')
    .set({ left_at: at, left_reason: 'ended' })
    .where('room_id', '=', roomId)
    .where('left_at', 'is', null)
    .execute();
  await db
    .updateTable('participants')
    .set({ left_at: at })
    .where('room_id', '=', roomId)
    .where('left_at', 'is', null)
    .execute();
}

interface RoomAndPerson {
  roomId: RoomId;
  userId: UserId;
}

/** Two tabs may leave at once through two writers: one after the other, or each would take the other for still in. */
async function lockParticipant(step: Transaction<Database>, { roomId, userId }: RoomAndPerson): Promise<void> {
  await step
    .selectFrom('participants')
    .select('user_id')
    .where('room_id', '=', roomId)
    .where('user_id', '=', userId)
    .forUpdate()
    .execute();
}

/** A person has left when the last of their connections has. */
async function settleLeftAt(step: Transaction<Database>, { roomId, userId }: RoomAndPerson): Promise<void> {
  await step
    .updateTable('participants')
    .set({
      left_at: sql<string | null>`(
        select case when bool_and(left_at is not null) then max(left_at) end from participations
        where room_id = ${roomId} and user_id = ${userId})`,
    })
    .where('room_id', '=', roomId)
    .where('user_id', '=', userId)
    .execute();
}

function earlier(table: 'participants' | 'participations') {
  return sql<string>`least(${sql.ref(`${table}.joined_at`)}, excluded.joined_at)`;
}

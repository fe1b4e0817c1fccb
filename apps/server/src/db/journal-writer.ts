import type { RoomId, UserId } from '@cline-meet/protocol';
import type { Kysely } from 'kysely';
import type { JournalEntry } from '../room/journal.ts';
import type { Database } from './schema.ts';

/** Writes a batch of journal entries. Each write may be repeated without harm: the journal delivers at least once. */
export async function writeJournal(db: Kysely<Database>, entries: readonly JournalEntry[]): Promise<void> {
  for (const entry of entries) await write(db, entry);
}

async function write(db: Kysely<Database>, entry: JournalEntry): Promise<void> {
  switch (entry.type) {
    case 'joined':
      return joined(db, entry);
    case 'left':
      await participant(db, entry).set({ left_at: entry.at }).execute();
      return;
    case 'muted':
      await participant(db, entry).set({ is_muted: entry.isMuted }).execute();
      return;
    case 'settings': {
      const change = { is_waiting_room: entry.waitingRoom, is_locked: entry.locked };
      await db.updateTable('rooms').set(change).where('id', '=', entry.roomId).execute();
      return;
    }
    case 'ended':
      await db
        .updateTable('rooms')
        .set({ ended_at: entry.at })
        .where('id', '=', entry.roomId)
        .where('ended_at', 'is', null)
        .execute();
      return;
    default:
      entry satisfies never;
  }
}

async function joined(db: Kysely<Database>, entry: Extract<JournalEntry, { type: 'joined' }>): Promise<void> {
  const state = { is_host: entry.isHost, is_muted: entry.isMuted };
  await db
    .insertInto('participants')
    .values({ room_id: entry.roomId, user_id: entry.userId, joined_at: entry.at, ...state })
    .onConflict((conflict) => conflict.columns(['room_id', 'user_id']).doUpdateSet({ ...state, left_at: null }))
    .execute();
}

function participant(db: Kysely<Database>, { roomId, userId }: { roomId: RoomId; userId: UserId }) {
  return db.updateTable('participants').where('room_id', '=', roomId).where('user_id', '=', userId);
}

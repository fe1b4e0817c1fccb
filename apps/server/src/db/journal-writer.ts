import type { RoomId, UserId } from '@cline-meet/protocol';
import { type Kysely, sql } from 'kysely';
import type { JournalEntry } from '../room/journal.ts';
import { joined, left, roomEmptied } from './participations.ts';
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
      return left(db, entry);
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
        .set({ ended_at: sql<string>`coalesce(ended_at, ${entry.at}::timestamp)` })
        .where('id', '=', entry.roomId)
        .execute();
      return roomEmptied(db, entry);
    default:
      entry satisfies never;
  }
}

function participant(db: Kysely<Database>, { roomId, userId }: { roomId: RoomId; userId: UserId }) {
  return db.updateTable('participants').where('room_id', '=', roomId).where('user_id', '=', userId);
}

import type { RoomId, UserId } from '@cline-meet/protocol';
import { type Kysely, sql } from 'kysely';
import type { JournalEntry } from '../room/journal.ts';
import { joined, left, roomEmptied } from './participations.ts';
import type { Database } from './schema.ts';

type Refused = (entry: JournalEntry, error: unknown) => void;

/** SQLSTATE classes 22 and 23: what was written does not fit, and never will. A room may be gone, or of another house. */
const NEVER_FITS = /^2[23]/;

/**
 * Writes a batch of journal entries. Each write may be repeated without harm: the journal delivers at least once. What
 * the database refuses for good is told to `refused` and left out, or the rest would wait behind it for ever.
 */
export async function writeJournal(
  db: Kysely<Database>,
  entries: readonly JournalEntry[],
  refused: Refused,
): Promise<void> {
  for (const entry of entries) {
    await write(db, entry).catch((error) => {
      if (!isRefusal(error)) throw error;
      refused(entry, error);
    });
  }
}

function isRefusal(error: unknown): boolean {
  const isCoded = error instanceof Error && 'code' in error && typeof error.code === 'string';
  return isCoded && NEVER_FITS.test(error.code as string);
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

import type { RoomId } from '@cline-meet/protocol';
import { announce, announceEvents, stampNow } from './announce.ts';
import type { RoomContext } from './context.ts';
import { noteEnded, noteLeft } from './journal-notes.ts';

/** Takes out everyone whose grace has passed and closes the rooms that are past their expiry. Any pod may do it. */
export async function reapRooms(room: RoomContext): Promise<void> {
  for (const roomId of await room.store.dueRooms(room.clock.now())) await reapRoom(room, roomId);
}

async function reapRoom(room: RoomContext, roomId: RoomId): Promise<void> {
  const reaping = await room.store.reap(roomId, room.clock.now(), stampNow(room));
  noteLeft(room, reaping.left);
  await announceEvents(room, roomId, reaping.left);
  if (reaping.waitingChanged) await announce(room, roomId, { kind: 'waiting_changed' });
  if (!reaping.expired) return;
  noteEnded(room, roomId, reaping.expired);
  room.log.info({ roomId, participants: reaping.expired.length }, 'room expired');
  await announce(room, roomId, { kind: 'close', to: 'everyone', close: 'roomExpired' });
}

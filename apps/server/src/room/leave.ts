import { announce, stampNow } from './announce.ts';
import type { RoomContext } from './context.ts';
import { noteLeft } from './journal-notes.ts';
import type { Actor, Done } from './model.ts';
import { permit } from './permissions.ts';

/** `leave_room`: gives the place up at once, no grace. */
export async function leaveRoom(room: RoomContext, actor: Actor): Promise<Done> {
  permit(actor, 'leave_room');
  const departure = await room.store.leave(actor.roomId, actor.connectionId, stampNow(room));
  if (departure?.from === 'room') {
    noteLeft(room, [departure.event]);
    await announce(room, actor.roomId, { kind: 'event', event: departure.event });
    return { seq: departure.event.seq };
  }
  if (departure?.from === 'waiting') await announce(room, actor.roomId, { kind: 'waiting_changed' });
  return {};
}

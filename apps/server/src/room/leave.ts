import type { ConnectionId, RoomId } from '@cline-meet/protocol';
import { announce, stampNow } from './announce.ts';
import type { RoomContext } from './context.ts';
import { noteLeft } from './journal-notes.ts';
import type { Actor, Done } from './model.ts';
import { permit } from './permissions.ts';

/** `leave_room`: gives the place up at once, no grace. */
export async function leaveRoom(room: RoomContext, actor: Actor): Promise<Done> {
  permit(actor, 'leave_room');
  return vacate(room, actor.roomId, actor.connectionId);
}

/** Takes someone out, of the room or of the waiting room, and tells of it; does nothing where they are in neither. */
export async function vacate(room: RoomContext, roomId: RoomId, connectionId: ConnectionId): Promise<Done> {
  const departure = await room.store.leave(roomId, connectionId, stampNow(room));
  if (departure?.from === 'room') {
    noteLeft(room, [departure.event]);
    await announce(room, roomId, { kind: 'event', event: departure.event });
    return { seq: departure.event.seq };
  }
  if (departure?.from === 'waiting') await announce(room, roomId, { kind: 'waiting_changed' });
  return {};
}

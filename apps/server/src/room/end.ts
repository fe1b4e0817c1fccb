import { announce, stampNow } from './announce.ts';
import type { RoomContext } from './context.ts';
import { noteEnded } from './journal-notes.ts';
import { type Actor, type Done, Refused } from './model.ts';
import { permit } from './permissions.ts';

/** `end_room`: ends the meeting for all, for good. The sockets are closed by {@link dismissEveryone}. */
export async function endRoom(room: RoomContext, actor: Actor): Promise<Done> {
  permit(actor, 'end_room');
  const { roomId } = actor;
  const participants = await room.store.end(roomId);
  if (!participants) throw new Refused('not_joined');
  noteEnded(room, roomId, participants);
  room.journal.append({ type: 'ended', roomId, at: stampNow(room).at });
  room.log.info({ roomId, participants: participants.length }, 'room ended');
  return {};
}

/** Closes every socket of an ended room. A step of its own, so that the host's acknowledgement goes out before it. */
export async function dismissEveryone(room: RoomContext, { roomId }: Actor): Promise<void> {
  await announce(room, roomId, { kind: 'close', to: 'everyone', close: 'roomEnded' });
}

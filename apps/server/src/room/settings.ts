import type { ClientMessage } from '@cline-meet/protocol';
import { admit } from './admit.ts';
import { stampNow } from './announce.ts';
import { announceChange } from './change.ts';
import type { RoomContext } from './context.ts';
import { type Actor, type Done, Refused } from './model.ts';
import { permit } from './permissions.ts';

/** `room_settings`: a host changes how people come in. Who waits when the waiting room is switched off is let in. */
export async function roomSettings(
  room: RoomContext,
  actor: Actor,
  { payload }: ClientMessage<'room_settings'>,
): Promise<Done> {
  permit(actor, 'room_settings');
  const { roomId } = actor;
  const stamp = stampNow(room, actor);
  const change = await room.store.changeSettings(roomId, payload, stamp);
  const done = await announceChange(room, roomId, change);
  if (change.outcome === 'changed') {
    const { waitingRoom, locked } = change.event.payload;
    room.journal.append({ type: 'settings', roomId, waitingRoom, locked, at: stamp.at });
    room.log.info({ roomId, waitingRoom, locked }, 'room settings changed');
  }
  if (payload.waitingRoom === false) await admitAllThatFit(room, actor);
  return done;
}

/** A full room is no reason to refuse the setting: who finds no place waits on. */
async function admitAllThatFit(room: RoomContext, actor: Actor): Promise<void> {
  try {
    await admit(room, actor.roomId, 'everyone', stampNow(room, actor));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
}

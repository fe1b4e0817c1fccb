import type { ClientMessage } from '@cline-meet/protocol';
import { stampNow } from './announce.ts';
import { announceChange } from './change.ts';
import type { RoomContext } from './context.ts';
import type { Actor, Done } from './model.ts';
import { permit } from './permissions.ts';

/** `media_state`: a person turned their own microphone or camera on or off. */
export async function mediaState(
  room: RoomContext,
  actor: Actor,
  { payload }: ClientMessage<'media_state'>,
): Promise<Done> {
  permit(actor, 'media_state');
  const { roomId, connectionId, userId } = actor;
  const stamp = stampNow(room);
  const change = await room.store.changeParticipant(roomId, connectionId, payload, stamp);
  const microphone = change.outcome === 'changed' ? change.event.payload.change.microphone : undefined;
  if (microphone !== undefined) {
    room.journal.append({ type: 'muted', roomId, userId, isMuted: !microphone, at: stamp.at });
  }
  return announceChange(room, roomId, change);
}

import type { ClientMessage } from '@cline-meet/protocol';
import { stampNow } from './announce.ts';
import { announceChange } from './change.ts';
import type { RoomContext } from './context.ts';
import type { Actor, Done } from './model.ts';
import { permit } from './permissions.ts';

/** `screen_share`: a person starts or stops to present. Several may at once. */
export async function screenShare(
  room: RoomContext,
  actor: Actor,
  { payload }: ClientMessage<'screen_share'>,
): Promise<Done> {
  permit(actor, 'screen_share');
  const { roomId, connectionId } = actor;
  const stamp = stampNow(room);
  const share = payload.active ? { startedAt: stamp.at, withAudio: payload.withAudio } : null;
  return announceChange(room, roomId, await room.store.shareScreen(roomId, connectionId, share, stamp));
}

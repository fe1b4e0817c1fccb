import type { ClientMessage } from '@cline-meet/protocol';
import { stampNow } from './announce.ts';
import { announceChange } from './change.ts';
import type { RoomContext } from './context.ts';
import { type Actor, type Done, Refused } from './model.ts';
import { permit } from './permissions.ts';

/** `raise_hand`: a hand that is up keeps its time, which is its place in the queue. */
export async function raiseHand(
  room: RoomContext,
  actor: Actor,
  { payload }: ClientMessage<'raise_hand'>,
): Promise<Done> {
  permit(actor, 'raise_hand');
  const { roomId, connectionId } = actor;
  const participant = await room.store.findParticipant(roomId, connectionId);
  if (!participant) throw new Refused('not_joined');
  const stamp = stampNow(room);
  const handRaisedAt = payload.raised ? (participant.handRaisedAt ?? stamp.at) : null;
  return announceChange(
    room,
    roomId,
    await room.store.changeParticipant(roomId, connectionId, { handRaisedAt }, stamp),
  );
}

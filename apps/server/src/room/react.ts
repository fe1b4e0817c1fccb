import type { ClientMessage, ServerMessage } from '@cline-meet/protocol';
import { announce, stampNow } from './announce.ts';
import type { RoomContext } from './context.ts';
import type { Actor, Done } from './model.ts';
import { permit } from './permissions.ts';

/** `reaction`: shows an emoji to everyone inside, the sender among them. It passes: nothing is stored, none is made good for. */
export async function react(room: RoomContext, actor: Actor, { payload }: ClientMessage<'reaction'>): Promise<Done> {
  permit(actor, 'reaction');
  const { roomId, userId: senderUserId, connectionId: senderConnectionId } = actor;
  const { at: timestamp } = stampNow(room);
  const message: ServerMessage<'reaction'> = {
    type: 'reaction',
    roomId,
    senderUserId,
    senderConnectionId,
    timestamp,
    payload,
  };
  await announce(room, roomId, { kind: 'passing', timestamp, json: JSON.stringify(message) });
  return {};
}

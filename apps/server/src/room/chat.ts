import type { ClientMessage } from '@cline-meet/protocol';
import { announce, stampNow } from './announce.ts';
import type { RoomContext } from './context.ts';
import { type Actor, type Done, Refused } from './model.ts';
import { permit } from './permissions.ts';

/** `chat_message`: acknowledged when it is stored; the same id again is the same message. */
export async function chatMessage(
  room: RoomContext,
  actor: Actor,
  { id, payload }: ClientMessage<'chat_message'>,
): Promise<Done> {
  permit(actor, 'chat_message');
  const { roomId, connectionId } = actor;
  const draft = { connectionId, messageId: id, text: payload.text };
  const chat = await room.store.appendChat(roomId, draft, stampNow(room));
  if (chat.outcome === 'absent') throw new Refused('not_joined');
  if (chat.outcome === 'duplicate') return { seq: chat.seq };
  await announce(room, roomId, { kind: 'event', event: chat.event });
  return { seq: chat.event.seq };
}

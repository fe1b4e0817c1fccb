import type { ClientMessage } from '@cline-meet/protocol';
import { turnAway } from './admit.ts';
import { announce, announceEvents, stampNow } from './announce.ts';
import type { RoomContext } from './context.ts';
import { noteLeft } from './journal-notes.ts';
import { type Actor, type Done, Refused } from './model.ts';
import { permit } from './permissions.ts';

/** `mute_user`: turns the microphone of one person or of all others off. There is no way to turn one on. */
export async function muteUser(room: RoomContext, actor: Actor, message: ClientMessage<'mute_user'>): Promise<Done> {
  permit(actor, 'mute_user');
  const who = message.payload.scope === 'everyone' ? 'everyone' : message.targetConnectionId;
  if (!who) throw new Refused('target_not_found');
  const muted = await room.store.mute(actor.roomId, who, actor, stampNow(room, actor));
  if (muted.outcome === 'absent') throw new Refused('target_not_found');
  if (muted.outcome === 'unchanged') return {};
  await noteMuted(room, muted.event.payload.connectionIds, actor);
  await announce(room, actor.roomId, { kind: 'event', event: muted.event });
  return { seq: muted.event.seq };
}

/** `remove_user`: puts a person out, from all their devices; they must knock to come back. Hosts cannot be removed. */
export async function removeUser(
  room: RoomContext,
  actor: Actor,
  message: ClientMessage<'remove_user'>,
): Promise<Done> {
  permit(actor, 'remove_user');
  const { roomId } = actor;
  const target = await room.store.findParticipant(roomId, message.targetConnectionId);
  if (!target) throw new Refused('target_not_found');
  if (target.role === 'host') throw new Refused('forbidden');

  const { left, waiting } = await room.store.remove(roomId, target.userId, stampNow(room, actor));
  noteLeft(room, left);
  await announceEvents(room, roomId, left);
  await turnAway(room, roomId, waiting);
  const last = left.at(-1);
  return last ? { seq: last.seq } : {};
}

async function noteMuted(room: RoomContext, connectionIds: readonly string[], { roomId }: Actor): Promise<void> {
  const { at } = stampNow(room);
  const view = await room.store.lookInto(roomId);
  for (const { connectionId, userId } of view?.participants ?? []) {
    if (!connectionIds.includes(connectionId)) continue;
    room.journal.append({ type: 'muted', roomId, userId, isMuted: true, at });
  }
}

import type { ClientMessage, ConnectionId, RoomId, ServerMessage } from '@cline-meet/protocol';
import { announce, announceEvents, stampNow } from './announce.ts';
import { capacityOf } from './capacity.ts';
import type { RoomContext } from './context.ts';
import { noteJoined } from './journal-notes.ts';
import { type Actor, type Done, Refused } from './model.ts';
import { permit } from './permissions.ts';

/** `admit_user`: a host lets one or all in, or turns them away. */
export async function admitUser(room: RoomContext, actor: Actor, message: ClientMessage<'admit_user'>): Promise<Done> {
  permit(actor, 'admit_user');
  const who = message.payload.scope === 'everyone' ? 'everyone' : message.targetConnectionId;
  if (!who) throw new Refused('target_not_found');
  return message.payload.decision === 'admit'
    ? admit(room, actor.roomId, who, stampNow(room, actor))
    : deny(room, actor.roomId, who);
}

/**
 * Moves people from the waiting room into the room. Their own pods see it by the `user_joined` event, which the log
 * holds even where the bus loses it.
 */
export async function admit(
  room: RoomContext,
  roomId: RoomId,
  who: ConnectionId | 'everyone',
  stamp = stampNow(room),
): Promise<Done> {
  const { admitted, full } = await room.store.admit(roomId, who, await capacityOf(room), stamp);
  for (const { payload } of admitted) {
    noteJoined(room, payload.participant, roomId);
    room.log.info({ roomId, connectionId: payload.participant.connectionId }, 'participant admitted');
  }
  await announceEvents(room, roomId, admitted);
  if (admitted.length > 0) await announce(room, roomId, { kind: 'waiting_changed' });
  if (full) throw new Refused('room_full');
  const last = admitted.at(-1);
  if (!last && who !== 'everyone') throw new Refused('target_not_found');
  return last ? { seq: last.seq } : {};
}

async function deny(room: RoomContext, roomId: RoomId, who: ConnectionId | 'everyone'): Promise<Done> {
  const denied = await room.store.deny(roomId, who);
  if (denied.length === 0 && who !== 'everyone') throw new Refused('target_not_found');
  for (const connectionId of denied) room.log.info({ roomId, connectionId }, 'participant denied');
  await turnAway(room, roomId, denied);
  return {};
}

/** Tells people who wait that they will not come in, closes their sockets, and shows hosts the shorter list. */
export async function turnAway(room: RoomContext, roomId: RoomId, to: ConnectionId[]): Promise<void> {
  if (to.length === 0) return;
  const farewell: ServerMessage = {
    type: 'admit_user',
    roomId,
    timestamp: stampNow(room).at,
    payload: { decision: 'deny' },
  };
  await announce(room, roomId, { kind: 'close', to, close: 'notAdmitted', farewell });
  await announce(room, roomId, { kind: 'waiting_changed' });
}

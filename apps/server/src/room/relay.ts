import type { ClientMessage, ConnectionId } from '@cline-meet/protocol';
import { announce, stampNow } from './announce.ts';
import type { RoomContext } from './context.ts';
import { type Actor, type Done, Refused } from './model.ts';
import { permit } from './permissions.ts';

/** What one participant tells another on the way to a connection. It is passed on as it is. */
export interface Signal {
  readonly type: ClientMessage<'webrtc_offer' | 'webrtc_answer' | 'ice_candidate'>['type'];
  readonly targetConnectionId: ConnectionId;
  /** JSON that the schema of its type holds for. */
  readonly payloadJson: string;
}

/**
 * `webrtc_offer`, `webrtc_answer`, `ice_candidate`: passes a signal on to another participant of the room, in order
 * per sender, at most once. What is lost on the way is repaired by the peers' next negotiation.
 */
export async function relay(room: RoomContext, actor: Actor, signal: Signal): Promise<Done> {
  permit(actor, signal.type);
  const { roomId, connectionId } = actor;
  const { type, targetConnectionId: to } = signal;
  if (to === connectionId) throw new Refused('target_not_found');
  // Candidates are many, and follow an offer or an answer to the same participant: one to nobody reaches nobody.
  const isChecked = type !== 'ice_candidate';
  if (isChecked && !(await room.store.findParticipant(roomId, to))) throw new Refused('target_not_found');
  const { at: timestamp } = stampNow(room);
  await announce(room, roomId, { kind: 'direct', to, timestamp, json: relayed(actor, signal, timestamp) });
  return {};
}

/** What the target is sent. Ids and times hold nothing that JSON would escape, and the payload is JSON already. */
export function relayed(
  { roomId, userId, connectionId }: Pick<Actor, 'roomId' | 'userId' | 'connectionId'>,
  signal: Signal,
  timestamp: string,
): string {
  const { type, targetConnectionId, payloadJson } = signal;
  return (
    `{"type":"${type}","roomId":"${roomId}","senderUserId":"${userId}","senderConnectionId":"${connectionId}",` +
    `"targetConnectionId":"${targetConnectionId}","timestamp":"${timestamp}","payload":${payloadJson}}`
  );
}

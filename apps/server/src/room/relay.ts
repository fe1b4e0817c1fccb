import type { ClientMessage, ServerMessage } from '@cline-meet/protocol';
import { announce, stampNow } from './announce.ts';
import type { RoomContext } from './context.ts';
import { type Actor, type Done, Refused } from './model.ts';
import { permit } from './permissions.ts';

type Signal = ClientMessage<'webrtc_offer' | 'webrtc_answer' | 'ice_candidate'>;

/**
 * `webrtc_offer`, `webrtc_answer`, `ice_candidate`: passes a signal on to another participant of the room, in order
 * per sender, at most once. What is lost on the way is repaired by the peers' next negotiation.
 */
export async function relay(room: RoomContext, actor: Actor, signal: Signal): Promise<Done> {
  permit(actor, signal.type);
  const { roomId, connectionId, userId } = actor;
  const to = signal.targetConnectionId;
  if (to === connectionId) throw new Refused('target_not_found');
  // Candidates are many, and follow an offer or an answer to the same participant: one to nobody reaches nobody.
  const isChecked = signal.type !== 'ice_candidate';
  if (isChecked && !(await room.store.findParticipant(roomId, to))) throw new Refused('target_not_found');
  const message = {
    type: signal.type,
    roomId,
    senderUserId: userId,
    senderConnectionId: connectionId,
    targetConnectionId: to,
    timestamp: stampNow(room).at,
    payload: signal.payload,
    // The type and the payload of one schema: TypeScript does not follow the pair through the union.
  } as ServerMessage<Signal['type']>;
  await announce(room, roomId, { kind: 'direct', to, message });
  return {};
}

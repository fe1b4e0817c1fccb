import type { MediaTopology, RoomId } from '@cline-meet/protocol';
import { announce, stampNow } from './announce.ts';
import type { RoomContext } from './context.ts';

/** Takes a node that carries the media of some out of the room's arrangement, and tells the room. */
export async function removeRelay(
  room: Pick<RoomContext, 'store' | 'bus' | 'clock' | 'log'>,
  roomId: RoomId,
  topologyId: MediaTopology['id'],
  nodeId: string,
): Promise<void> {
  const change = await room.store.removeRelay(roomId, topologyId, nodeId, stampNow(room));
  if (change.outcome !== 'changed') return;
  room.log.info({ roomId, topologyId, nodeId }, 'media relay removed');
  await announce(room, roomId, { kind: 'event', event: change.event });
}

import type { ClientMessage, MediaTopology } from '@cline-meet/protocol';
import type { RoomContext } from './context.ts';
import type { MediaPlaces } from './media-places.ts';
import { type Actor, Refused } from './model.ts';
import { permit } from './permissions.ts';

/**
 * `media_request`: hands what a participant asks to the media node that carries their media, which answers by itself.
 * `topology` is how the room's media is arranged as far as this pod has heard.
 */
export async function mediaRequest(
  room: Pick<RoomContext, 'media' | 'log'>,
  actor: Actor,
  { id, payload }: ClientMessage<'media_request'>,
  topology: MediaTopology | null,
  places: MediaPlaces,
): Promise<void> {
  permit(actor, 'media_request');
  const { topologyId, request: action } = payload;
  if (topology?.id !== topologyId || topology.nodeId === null) throw new Refused('media_stale');
  const { roomId, connectionId, userId } = actor;
  const nodeId = await places.find(actor, topology);
  await room.media.send(nodeId, { roomId, topologyId, connectionId, userId, id, action }).catch((error: unknown) => {
    room.log.warn({ err: error, roomId, nodeId }, 'media node not reached');
    throw new Refused('media_unavailable');
  });
}

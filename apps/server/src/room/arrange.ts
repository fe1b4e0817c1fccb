import type { MediaTopology, RoomId } from '@cline-meet/protocol';
import { announce, stampNow } from './announce.ts';
import type { RoomContext } from './context.ts';

/** Arranges the room's media anew where it is still as `from` names it, and tells the room. False where it is not. */
export async function arrange(
  room: Pick<RoomContext, 'store' | 'bus' | 'clock' | 'log'>,
  roomId: RoomId,
  from: MediaTopology['id'],
  topology: MediaTopology,
): Promise<boolean> {
  const change = await room.store.arrangeMedia(roomId, from, topology, stampNow(room));
  if (change.outcome !== 'changed') return false;
  room.log.info({ roomId, from, ...topology }, 'media arranged');
  await announce(room, roomId, { kind: 'event', event: change.event });
  return true;
}

import type { RoomEvent, RoomId } from '@cline-meet/protocol';
import type { RoomContext } from './context.ts';
import type { Envelope } from './envelope.ts';
import { type Actor, timestamp } from './model.ts';
import type { Stamp } from './room-store.ts';

/**
 * Tells all pods, in the order in which this is called; never rejects. What was stored stays stored where the bus fails:
 * pods find an event that they missed in the log.
 */
export async function announce(
  room: Pick<RoomContext, 'bus' | 'log'>,
  roomId: RoomId,
  envelope: Envelope,
): Promise<void> {
  try {
    await room.bus.publish(roomId, envelope);
  } catch (error) {
    room.log.error({ err: error, roomId, kind: envelope.kind }, 'publish failed');
  }
}

export async function announceEvents(
  room: Pick<RoomContext, 'bus' | 'log'>,
  roomId: RoomId,
  events: readonly RoomEvent[],
): Promise<void> {
  for (const event of events) await announce(room, roomId, { kind: 'event', event });
}

/** The stamp of something that happens now, by `actor` where a host does it to others. */
export function stampNow(room: Pick<RoomContext, 'clock'>, actor?: Actor): Stamp {
  const at = timestamp(room.clock.now());
  return actor ? { at, by: { userId: actor.userId, connectionId: actor.connectionId } } : { at };
}

import { announce, stampNow } from './announce.ts';
import type { RoomContext } from './context.ts';
import type { PodLeases } from './pod-leases.ts';

/** Peers of people on a dead pod see them reconnecting; who does not come back is reaped like anyone else. */
export async function loseDeadPods(room: RoomContext, leases: PodLeases): Promise<void> {
  const untilMs = room.clock.now() + room.rules.reconnectGraceMs;
  const events = await leases.loseDeadPods(untilMs, stampNow(room));
  for (const event of events) {
    room.log.info({ roomId: event.roomId, connectionId: event.payload.connectionId }, 'participant lost with its pod');
    await announce(room, event.roomId, { kind: 'event', event });
  }
}

import type { RoomEvent, RoomId } from '@cline-meet/protocol';
import { announce } from './announce.ts';
import type { RoomContext } from './context.ts';
import { type Done, Refused } from './model.ts';
import type { Change } from './room-store.ts';

/** Tells the room of a change to the actor's own state. Refuses with `not_joined` where their place is gone. */
export async function announceChange(room: RoomContext, roomId: RoomId, change: Change<RoomEvent>): Promise<Done> {
  if (change.outcome === 'absent') throw new Refused('not_joined');
  if (change.outcome === 'unchanged') return {};
  await announce(room, roomId, { kind: 'event', event: change.event });
  return { seq: change.event.seq };
}

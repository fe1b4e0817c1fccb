import { announce, stampNow } from './announce.ts';
import type { RoomContext } from './context.ts';
import type { Actor, SocketId } from './model.ts';

/** RFC 6455, section 7.4.1: the page was closed or reloaded. */
const GOING_AWAY = 1001;

/**
 * The socket is lost: the place is kept for a grace time, shorter where the page went away by itself. Does nothing
 * where the person has left, or has come back on another socket by now.
 */
export async function loseConnection(
  room: RoomContext,
  { roomId, connectionId }: Pick<Actor, 'roomId' | 'connectionId'>,
  socketId: SocketId,
  closeCode: number,
): Promise<void> {
  const graceMs = closeCode === GOING_AWAY ? room.rules.reloadGraceMs : room.rules.reconnectGraceMs;
  const untilMs = room.clock.now() + graceMs;
  const event = await room.store.lose(roomId, connectionId, socketId, untilMs, stampNow(room));
  if (!event) return;
  room.log.info({ roomId, connectionId, closeCode, graceMs }, 'participant lost');
  await announce(room, roomId, { kind: 'event', event });
}

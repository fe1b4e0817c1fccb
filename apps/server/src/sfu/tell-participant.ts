import type { ConnectionId, RoomId, ServerMessage } from '@cline-meet/protocol';
import { announce } from '../room/announce.ts';
import type { RoomContext } from '../room/context.ts';
import { timestamp } from '../room/model.ts';

type Told = Pick<ServerMessage<'media_answer' | 'media_news' | 'error'>, 'type' | 'payload' | 'id'>;

/** Sends one participant a message by their hub. Never rejects; what is said may be lost. */
export async function tellParticipant(
  room: Pick<RoomContext, 'bus' | 'clock' | 'log'>,
  roomId: RoomId,
  to: ConnectionId,
  message: Told,
): Promise<void> {
  const at = timestamp(room.clock.now());
  const json = JSON.stringify({ ...message, roomId, timestamp: at });
  await announce(room, roomId, { kind: 'direct', to, timestamp: at, json });
}

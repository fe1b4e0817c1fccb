import type { ClientMessage } from '@cline-meet/protocol';
import type { RoomContext } from './context.ts';
import { type Actor, type Done, Refused } from './model.ts';
import { permit } from './permissions.ts';

/** `media_request`: asks the media node that serves the room. */
export async function mediaRequest(
  _room: RoomContext,
  actor: Actor,
  _message: ClientMessage<'media_request'>,
): Promise<Done> {
  permit(actor, 'media_request');
  throw new Refused('media_unavailable');
}

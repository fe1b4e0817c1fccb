import type { ClientMessageType } from '@cline-meet/protocol';
import { type Actor, Refused, type Standing } from './model.ts';

const anyone: readonly Standing[] = ['waiting', 'participant', 'host'];
const joined: readonly Standing[] = ['participant', 'host'];
const hosts: readonly Standing[] = ['host'];

/** Everything that needs a place in the room; `join_room` is how one gets it. */
export type PlacedMessageType = Exclude<ClientMessageType, 'join_room'>;

/** Who may send what. The only such table: every verb asks it in its first line. */
export const permissions = {
  ping: anyone,
  leave_room: anyone,
  webrtc_offer: joined,
  webrtc_answer: joined,
  ice_candidate: joined,
  media_request: joined,
  call_report: joined,
  chat_message: joined,
  screen_share: joined,
  media_state: joined,
  raise_hand: joined,
  reaction: joined,
  mute_user: hosts,
  admit_user: hosts,
  remove_user: hosts,
  room_settings: hosts,
  end_room: hosts,
} as const satisfies Record<PlacedMessageType, readonly Standing[]>;

/**
 * Refuses what the actor may not send: `forbidden`, or `not_joined` to who waits, so that they learn nothing of what
 * the room offers.
 */
export function permit(actor: Actor, type: PlacedMessageType): void {
  const allowed: readonly Standing[] = permissions[type];
  if (allowed.includes(actor.standing)) return;
  throw new Refused(actor.standing === 'waiting' ? 'not_joined' : 'forbidden');
}

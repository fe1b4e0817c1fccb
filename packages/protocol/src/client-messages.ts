import * as z from 'zod/mini';
import { CallReport } from './call-report.ts';
import { ConnectionId, MessageId, RoomId } from './ids.ts';
import { limits } from './limits.ts';
import { MediaAction } from './media.ts';
import { MediaState, ReactionEmoji, RoomSettings } from './room.ts';
import { CandidateMessage, SessionDescription } from './signaling.ts';

const id = z.optional(MessageId);
const targetConnectionId = z.optional(ConnectionId);

function command<Type extends string, Payload extends z.core.$ZodType>(type: Type, payload: Payload) {
  return z.object({ type: z.literal(type), roomId: RoomId, id, targetConnectionId, payload });
}

/** A message that goes to one other connection. */
function addressed<Type extends string, Payload extends z.core.$ZodType>(type: Type, payload: Payload) {
  return z.object({ type: z.literal(type), roomId: RoomId, id, targetConnectionId: ConnectionId, payload });
}

const nothing = z.object({});

/** A host's command for one person or for all others; `participant` needs a target. */
const Scope = z.enum(['participant', 'everyone']);

/** How a client takes up its former place. Without `lastSeq` (a reloaded page) it gets a snapshot. */
export const Resume = z.object({
  token: z.string().check(z.minLength(16), z.maxLength(256)),
  epoch: z.optional(z.string().check(z.maxLength(64))),
  lastSeq: z.optional(z.int().check(z.nonnegative())),
});
export type Resume = z.infer<typeof Resume>;

const JoinRoom = z
  .object({
    ticket: z.optional(z.string().check(z.maxLength(limits.ticketCharacters))),
    resume: z.optional(Resume),
    media: MediaState,
  })
  .check(
    z.refine((join) => join.ticket !== undefined || join.resume !== undefined, 'a ticket or a resume token is needed'),
  );

const ChatText = z.string().check(z.trim(), z.minLength(1), z.maxLength(limits.chatCharacters));

/** Every message that a client may send. A message is a schema here, a verb in the server's `room/`, and a permission. */
export const clientSchemas = {
  join_room: command('join_room', JoinRoom),
  leave_room: command('leave_room', nothing),
  webrtc_offer: addressed('webrtc_offer', SessionDescription),
  webrtc_answer: addressed('webrtc_answer', SessionDescription),
  ice_candidate: addressed('ice_candidate', CandidateMessage),
  media_request: z.extend(
    command('media_request', z.object({ topologyId: z.string().check(z.maxLength(64)), request: MediaAction })),
    { id: MessageId },
  ),
  chat_message: z.extend(command('chat_message', z.object({ text: ChatText })), { id: MessageId }),
  mute_user: command('mute_user', z.object({ scope: Scope })),
  admit_user: command('admit_user', z.object({ scope: Scope, decision: z.enum(['admit', 'deny']) })),
  screen_share: command('screen_share', z.object({ active: z.boolean(), withAudio: z.boolean() })),
  media_state: command('media_state', MediaState),
  raise_hand: command('raise_hand', z.object({ raised: z.boolean() })),
  reaction: command('reaction', z.object({ emoji: ReactionEmoji })),
  remove_user: addressed('remove_user', nothing),
  room_settings: command('room_settings', z.partial(RoomSettings)),
  end_room: command('end_room', nothing),
  call_report: command('call_report', CallReport),
  ping: command('ping', nothing),
} as const;

export type ClientMessageType = keyof typeof clientSchemas;
export type ClientMessage<Type extends ClientMessageType = ClientMessageType> = {
  [T in Type]: z.infer<(typeof clientSchemas)[T]>;
}[Type];
export type ClientPayload<Type extends ClientMessageType> = ClientMessage<Type>['payload'];

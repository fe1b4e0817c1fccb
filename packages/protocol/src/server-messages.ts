import * as z from 'zod/mini';
import { ErrorCode } from './error-codes.ts';
import { ConnectionId, MessageId, RoomId, UserId } from './ids.ts';
import { limits } from './limits.ts';
import { MediaAnswer, MediaNews, MediaTopology } from './media.ts';
import {
  ChatEntry,
  IceConfiguration,
  Participant,
  ParticipantChange,
  ReactionEmoji,
  RoomInfo,
  RoomSettings,
  ScreenShare,
  Timestamp,
  WaitingPerson,
} from './room.ts';
import { CandidateMessage, SessionDescription } from './signaling.ts';

/** Contiguous within an epoch. */
const Seq = z.int().check(z.nonnegative());
/** Names one history of a room. Where the server lost it, the room has another. */
const Epoch = z.string();

/** Stamped by the server on every message; what a client writes in these fields is ignored. */
const stamped = {
  roomId: RoomId,
  senderUserId: z.optional(UserId),
  senderConnectionId: z.optional(ConnectionId),
  timestamp: Timestamp,
};

/** Stamped on what a participant says to others: never without its sender. */
const sent = { ...stamped, senderUserId: UserId, senderConnectionId: ConnectionId };

/** An answer to one client, or a message that is never replayed. */
function notice<Type extends string, Payload extends z.core.$ZodType>(type: Type, payload: Payload) {
  return z.object({ type: z.literal(type), ...stamped, id: z.optional(MessageId), payload });
}

/** A room event: it carries its place in the room's history, and is replayed to who missed it. */
function event<Type extends string, Payload extends z.core.$ZodType>(type: Type, payload: Payload) {
  return z.object({ type: z.literal(type), ...stamped, epoch: Epoch, seq: Seq, payload });
}

/** Told to everyone who is in the room at that moment, and to nobody later. */
function passing<Type extends string, Payload extends z.core.$ZodType>(type: Type, payload: Payload) {
  return z.object({ type: z.literal(type), ...sent, payload });
}

/** Relayed from one connection to another, in order per sender, at most once. */
function relayed<Type extends string, Payload extends z.core.$ZodType>(type: Type, payload: Payload) {
  return z.object({ type: z.literal(type), ...sent, targetConnectionId: ConnectionId, payload });
}

export const LeaveReason = z.enum(['left', 'removed', 'lost', 'ended']);
export type LeaveReason = z.infer<typeof LeaveReason>;

/** Where the room's history stands, and how to come back to it. */
const position = {
  seq: Seq,
  epoch: Epoch,
  resumeToken: z.string(),
  connectionId: ConnectionId,
  ...IceConfiguration.shape,
};

/** The whole room as of `seq`. */
export const Snapshot = z.object({
  ...position,
  room: RoomInfo,
  participants: z.array(Participant),
  chat: z.array(ChatEntry),
  /** True where the client asked for what it missed and the log no longer holds it. */
  resync: z.boolean(),
});
export type Snapshot = z.infer<typeof Snapshot>;

/** Room events: the recoverable ones. */
export const eventSchemas = {
  user_joined: event('user_joined', z.object({ participant: Participant })),
  user_left: event(
    'user_left',
    z.object({ connectionId: ConnectionId, userId: UserId, name: z.string(), reason: LeaveReason }),
  ),
  chat_message: event('chat_message', ChatEntry),
  mute_user: event('mute_user', z.object({ connectionIds: z.array(ConnectionId), byName: z.string() })),
  screen_share: event('screen_share', z.object({ connectionId: ConnectionId, screenShare: z.nullable(ScreenShare) })),
  participant_state: event('participant_state', z.object({ connectionId: ConnectionId, change: ParticipantChange })),
  room_settings: event('room_settings', RoomSettings),
  media_topology: event('media_topology', MediaTopology),
} as const;

/** Everything that a server may send. */
export const serverSchemas = {
  ...eventSchemas,
  room_joined: notice('room_joined', Snapshot),
  room_resumed: notice('room_resumed', z.object({ ...position, replayed: z.int() })),
  room_waiting: notice('room_waiting', z.object({ connectionId: ConnectionId, resumeToken: z.string() })),
  admit_user: notice('admit_user', z.object({ decision: z.enum(['admit', 'deny']) })),
  ice_servers: notice('ice_servers', IceConfiguration),
  waiting_list: notice('waiting_list', z.object({ waiting: z.array(WaitingPerson) })),
  webrtc_offer: relayed('webrtc_offer', SessionDescription),
  webrtc_answer: relayed('webrtc_answer', SessionDescription),
  ice_candidate: relayed('ice_candidate', CandidateMessage),
  reaction: passing('reaction', z.object({ emoji: ReactionEmoji })),
  media_answer: notice('media_answer', z.object({ answer: MediaAnswer })),
  media_news: notice('media_news', z.object({ topologyId: z.string(), news: MediaNews })),
  ack: notice('ack', z.object({ seq: z.optional(Seq) })),
  error: notice('error', z.object({ code: ErrorCode, message: z.string(), retryAfterMs: z.optional(z.int()) })),
  pong: notice('pong', z.object({})),
  /** This server is about to go: the client is to take its place up by another socket in `delayMs`, and keep this one until then. */
  move: notice('move', z.object({ delayMs: z.int().check(z.nonnegative(), z.maximum(limits.moveDelayMs)) })),
} as const;

export type RoomEventType = keyof typeof eventSchemas;
export type RoomEvent<Type extends RoomEventType = RoomEventType> = {
  [T in Type]: z.infer<(typeof eventSchemas)[T]>;
}[Type];

export type ServerMessageType = keyof typeof serverSchemas;
export type ServerMessage<Type extends ServerMessageType = ServerMessageType> = {
  [T in Type]: z.infer<(typeof serverSchemas)[T]>;
}[Type];
export type ServerPayload<Type extends ServerMessageType> = ServerMessage<Type>['payload'];

import * as z from 'zod/mini';
import { ConnectionId, MessageId, RoomCode, RoomId, UserId } from './ids.ts';
import { limits } from './limits.ts';
import { MediaTopology } from './media.ts';

/** RFC 3339 in UTC with milliseconds, `2026-01-31T09:05:00.000Z`. */
export const Timestamp = z.iso.datetime();

export const DisplayName = z
  .string()
  .check(z.trim(), z.minLength(1), z.maxLength(limits.displayNameCharacters), z.regex(/^\P{Cc}*$/u));

export const Role = z.enum(['host', 'participant']);
export type Role = z.infer<typeof Role>;

/** What a participant sends; the server's word is final: a forced mute turns `microphone` off for everyone. */
export const MediaState = z.object({ microphone: z.boolean(), camera: z.boolean() });
export type MediaState = z.infer<typeof MediaState>;

export const ScreenShare = z.object({ startedAt: Timestamp, withAudio: z.boolean() });
export type ScreenShare = z.infer<typeof ScreenShare>;

/** One connection of one person, as everyone in the room sees it. */
export const Participant = z.object({
  connectionId: ConnectionId,
  userId: UserId,
  name: z.string(),
  avatarUrl: z.nullable(z.string()),
  role: Role,
  microphone: z.boolean(),
  camera: z.boolean(),
  handRaisedAt: z.nullable(Timestamp),
  screenShare: z.nullable(ScreenShare),
  connection: z.enum(['connected', 'reconnecting']),
  /** Counts the page loads of this connection. Peers that see it grow start a new peer connection. */
  incarnation: z.int().check(z.nonnegative()),
  joinedAt: Timestamp,
});
export type Participant = z.infer<typeof Participant>;

/** The parts of a participant that `participant_state` may change. */
export const ParticipantChange = z.partial(
  z.pick(Participant, {
    role: true,
    microphone: true,
    camera: true,
    handRaisedAt: true,
    connection: true,
    incarnation: true,
    name: true,
  }),
);
export type ParticipantChange = z.infer<typeof ParticipantChange>;

export const ChatEntry = z.object({
  /** The sender's message id: with `userId` it names the message. */
  messageId: MessageId,
  connectionId: ConnectionId,
  userId: UserId,
  name: z.string(),
  text: z.string(),
  sentAt: Timestamp,
});
export type ChatEntry = z.infer<typeof ChatEntry>;

/** What a person may answer to what is said, without a word. */
export const reactionEmojis = ['💖', '👍', '🎉', '👏', '😂', '😮', '😢', '🤔', '👎'] as const;
export const ReactionEmoji = z.enum(reactionEmojis);
export type ReactionEmoji = z.infer<typeof ReactionEmoji>;

/** Someone in the waiting room. Only hosts are told. */
export const WaitingPerson = z.object({
  connectionId: ConnectionId,
  userId: UserId,
  name: z.string(),
  avatarUrl: z.nullable(z.string()),
  since: Timestamp,
});
export type WaitingPerson = z.infer<typeof WaitingPerson>;

export const RoomSettings = z.object({ waitingRoom: z.boolean(), locked: z.boolean() });
export type RoomSettings = z.infer<typeof RoomSettings>;

export const RoomInfo = z.object({
  roomId: RoomId,
  code: RoomCode,
  name: z.nullable(z.string()),
  /** Media is encrypted end to end. The key is the participants' own affair. */
  encrypted: z._default(z.boolean(), false),
  expiresAt: Timestamp,
  settings: RoomSettings,
  topology: MediaTopology,
});
export type RoomInfo = z.infer<typeof RoomInfo>;

/** As `RTCIceServer` (W3C WebRTC, section 4.2.4). */
export const IceServer = z.object({
  urls: z.array(z.string()),
  username: z.optional(z.string()),
  credential: z.optional(z.string()),
});
export type IceServer = z.infer<typeof IceServer>;

/** `relay`: media goes through a TURN server alone, and no peer learns another's address (`RTCIceTransportPolicy`). */
export const IceTransportPolicy = z.enum(['all', 'relay']);
export type IceTransportPolicy = z.infer<typeof IceTransportPolicy>;

/** How a client may reach its peers. */
export const IceConfiguration = z.object({
  iceServers: z.array(IceServer),
  iceTransportPolicy: z._default(IceTransportPolicy, 'all'),
  /** How long from now the credentials allow new allocations: a lifetime, so that no clocks need to agree. */
  ttlSeconds: z.optional(z.int().check(z.positive())),
});
export type IceConfiguration = z.infer<typeof IceConfiguration>;

import * as z from 'zod/mini';
import { ErrorCode } from './error-codes.ts';
import { RoomCode, RoomId, UserId } from './ids.ts';
import { limits } from './limits.ts';
import { DisplayName, IceConfiguration, Timestamp } from './room.ts';

/** The body of every HTTP error. */
export const ApiError = z.object({
  error: z.object({ code: ErrorCode, message: z.string(), retryAfterMs: z.optional(z.int()) }),
});
export type ApiError = z.infer<typeof ApiError>;

export const User = z.object({
  userId: UserId,
  name: z.string(),
  avatarUrl: z.nullable(z.string()),
  kind: z.enum(['guest', 'google']),
});
export type User = z.infer<typeof User>;

/** `GET /api/me`: who is signed in, which ways in this server offers, and what they may do. */
export const Me = z.object({
  user: z.nullable(User),
  signIn: z.object({
    guests: z.boolean(),
    /** Whether there is sign-in with Google, or with the provider that stands in its place. */
    google: z.boolean(),
    /** What people call the provider. Null where there is none. */
    provider: z.nullable(z.string()),
  }),
  /** Whether this person may create rooms: as they are, or as the guest that they may become. */
  mayCreateRooms: z.boolean(),
  /** Who may, as the server is set. */
  roomCreators: z.enum(['anyone', 'signed_in', 'domains']),
});
export type Me = z.infer<typeof Me>;

/** Where a browser goes to sign in with the provider, with the path to come back to in `next`. */
export const SIGN_IN_PATH = '/api/auth/google';

/** Why a sign-in with the provider came to nothing, as the page that it ends on is told in `?error=`. */
export const SignInError = z.enum([
  'sign_in_failed',
  'sign_in_cancelled',
  'sign_in_unavailable',
  'sign_in_email_unverified',
]);
export type SignInError = z.infer<typeof SignInError>;

/** `POST /api/guest`: signs a guest in, or renames the guest who is. */
export const GuestSignIn = z.object({ name: DisplayName });
export type GuestSignIn = z.infer<typeof GuestSignIn>;

const RoomName = z.string().check(z.trim(), z.maxLength(limits.roomNameCharacters), z.regex(/^\P{Cc}*$/u));

/** `POST /api/rooms`. An absent or empty name is no name. */
export const CreateRoom = z.object({
  name: z.optional(RoomName),
  waitingRoom: z._default(z.boolean(), true),
  /** Media is encrypted end to end, by a key that is in the links that people share and that no server is told. */
  encrypted: z._default(z.boolean(), false),
});
export type CreateRoom = z.input<typeof CreateRoom>;

export const RoomSummary = z.object({
  code: RoomCode,
  name: z.nullable(z.string()),
  isHost: z.boolean(),
  encrypted: z.boolean(),
  expiresAt: Timestamp,
});
export type RoomSummary = z.infer<typeof RoomSummary>;

/** `GET /api/rooms`: the person's own rooms that can still be entered, newest first. */
export const RecentRooms = z.object({ rooms: z.array(RoomSummary) });
export type RecentRooms = z.infer<typeof RecentRooms>;

/** `POST /api/rooms` and `GET /api/rooms/:code`. */
export const RoomDetails = z.extend(RoomSummary, {
  waitingRoom: z.boolean(),
  /** Who is inside; null for those who would have to wait, who are told nothing of the room. */
  inside: z.nullable(z.array(z.object({ name: z.string(), avatarUrl: z.nullable(z.string()) }))),
});
export type RoomDetails = z.infer<typeof RoomDetails>;

/**
 * `POST /api/rooms/:code/tickets`. The ticket is single use and short-lived. Without TURN credentials for those who
 * will wait; the snapshot brings them.
 */
export const JoinTicket = z.object({
  ticket: z.string(),
  roomId: RoomId,
  expiresAt: Timestamp,
  ...IceConfiguration.shape,
});
export type JoinTicket = z.infer<typeof JoinTicket>;

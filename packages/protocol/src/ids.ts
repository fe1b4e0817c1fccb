import * as z from 'zod/mini';

/** A person: the `users.id` UUID, for guests too. */
export const UserId = z.uuid().brand<'UserId'>();
export type UserId = z.infer<typeof UserId>;

/** A meeting: the `rooms.id` UUID. Known only to who holds a ticket; people share the {@link RoomCode}. */
export const RoomId = z.uuid().brand<'RoomId'>();
export type RoomId = z.infer<typeof RoomId>;

/** One tab or device of one person in one room. Survives reconnects and reloads, not a leave. */
export const ConnectionId = z.uuid().brand<'ConnectionId'>();
export type ConnectionId = z.infer<typeof ConnectionId>;

/** A command's id, chosen by the client: answers quote it, and a re-sent chat message with the same id is stored once. */
export const MessageId = z
  .string()
  .check(z.minLength(1), z.maxLength(64), z.regex(/^[A-Za-z0-9_-]+$/))
  .brand<'MessageId'>();
export type MessageId = z.infer<typeof MessageId>;

/** What people type and share, `abc-mnop-xyz`: ten letters, 47 bits. */
export const ROOM_CODE_PATTERN = /^[a-z]{3}-[a-z]{4}-[a-z]{3}$/;
export const RoomCode = z.string().check(z.regex(ROOM_CODE_PATTERN)).brand<'RoomCode'>();
export type RoomCode = z.infer<typeof RoomCode>;

const ROOM_CODE_IN_TEXT = /(?:^|[^a-z])([a-z]{3})-?([a-z]{4})-?([a-z]{3})(?:[/?#\s]|$)/;

/**
 * Finds the room code in what a person pasted: a code with or without hyphens, in any case, or a link to the room.
 * Returns null where there is none.
 */
export function parseRoomCode(text: string): RoomCode | null {
  const match = ROOM_CODE_IN_TEXT.exec(text.trim().toLowerCase());
  return match ? RoomCode.parse(`${match[1]}-${match[2]}-${match[3]}`) : null;
}

import { RoomCode, RoomId, UserId } from '@cline-meet/protocol';
import * as z from 'zod/mini';

/** The JWT audience of join tickets: no other token of this product passes for one. */
export const TICKET_AUDIENCE = 'cline-meet/hub';
export const TICKET_TTL_SECONDS = 60;

/**
 * What the hub must know about a person and a room, as signed by the gateway. With it the hub needs no database.
 * `ticketId` is the JWT's `jti`; a ticket is taken once.
 */
export const TicketClaims = z.object({
  ticketId: z.string(),
  sessionId: z.string(),
  userId: UserId,
  name: z.string(),
  avatarUrl: z.nullable(z.string()),
  isHost: z.boolean(),
  room: z.object({
    roomId: RoomId,
    code: RoomCode,
    name: z.nullable(z.string()),
    waitingRoom: z.boolean(),
    locked: z.boolean(),
    expiresAt: z.iso.datetime(),
  }),
});
export type TicketClaims = z.infer<typeof TicketClaims>;

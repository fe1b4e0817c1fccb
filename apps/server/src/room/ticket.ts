import { RoomCode, RoomId, UserId } from '@cline-meet/protocol';
import * as z from 'zod/mini';
import type { TokenSigner, TokenVerifier } from '../lib/tokens.ts';

/** The JWT audience of join tickets: no other token of this product passes for one. */
const TICKET_AUDIENCE = 'cline-meet/hub';
export const TICKET_TTL_SECONDS = 60;

/**
 * What the hub must know about a person and a room, as signed by the gateway. With it the hub needs no database.
 * `ticketId` is the JWT's `jti`; a ticket is taken once.
 */
const TicketClaims = z.object({
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
    // A gateway of a former version does not say, and knows no encrypted rooms.
    encrypted: z._default(z.boolean(), false),
    expiresAt: z.iso.datetime(),
  }),
});
export type TicketClaims = z.infer<typeof TicketClaims>;

export function issueTicket(signer: TokenSigner, { ticketId, userId, ...claims }: TicketClaims): Promise<string> {
  return signer.sign({
    audience: TICKET_AUDIENCE,
    subject: userId,
    tokenId: ticketId,
    ttlSeconds: TICKET_TTL_SECONDS,
    claims,
  });
}

/** Null for whatever is not a ticket that the gateway issued and that has not expired. Whether it was used, the store says. */
export async function verifyTicket(verifier: TokenVerifier, ticket: string): Promise<TicketClaims | null> {
  const payload = await verifier.verify(ticket, TICKET_AUDIENCE);
  if (!payload) return null;
  const claims = TicketClaims.safeParse({ ...payload, ticketId: payload.jti, userId: payload.sub });
  return claims.success ? claims.data : null;
}

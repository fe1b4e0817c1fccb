import { randomUUID } from 'node:crypto';
import type { IceConfiguration, UserId } from '@cline-meet/protocol';
import type { TokenSigner } from '../lib/tokens.ts';
import { issueTicket, TICKET_TTL_SECONDS } from '../room/ticket.ts';
import { api } from './api.ts';
import { findEnterable } from './room-access.ts';
import type { RoomContext } from './room-routes.ts';
import { type Route, route } from './route.ts';
import { requireLogin } from './session-cookie.ts';

export interface TicketContext extends RoomContext {
  readonly ticketSigner: TokenSigner;
  readonly ice: {
    /** Without TURN credentials. */
    forAnyone(): IceConfiguration;
    forUser(userId: UserId): IceConfiguration;
  };
}

export function ticketRoutes(context: TicketContext): Route[] {
  return [
    route(api.createTicket, {
      authorize: (request) => requireLogin(context, request),
      handle: async ({ caller: { account, sessionId }, params, request }) => {
        const { userId, name, avatarUrl } = account;
        const asker = { userId, address: request.ip };
        const { record, isHost, entersAtOnce } = await findEnterable(context, params.code, asker);
        const { roomId, code, waitingRoom, locked, encrypted } = record;
        const room = {
          roomId,
          code,
          name: record.name,
          waitingRoom,
          locked,
          encrypted,
          expiresAt: record.expiresAt.toISOString(),
        };
        const person = { userId, name, avatarUrl, sessionId, isHost };
        return {
          ticket: await issueTicket(context.ticketSigner, { ticketId: randomUUID(), ...person, room }),
          roomId,
          expiresAt: new Date(context.clock.now() + TICKET_TTL_SECONDS * 1000).toISOString(),
          ...(entersAtOnce ? context.ice.forUser(userId) : context.ice.forAnyone()),
        };
      },
    }),
  ];
}

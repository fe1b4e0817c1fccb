import { randomUUID } from 'node:crypto';
import { type IceConfiguration, JoinTicket, type UserId } from '@cline-meet/protocol';
import { issueTicket, TICKET_TTL_SECONDS } from '../room/ticket.ts';
import { findEnterable } from './room-access.ts';
import { CodeParam, LOOKUPS_PER_MINUTE, type RoomContext } from './room-routes.ts';
import { type AnyRoute, route } from './route.ts';
import { requireLogin } from './session-cookie.ts';

export interface TicketContext extends RoomContext {
  readonly ice: {
    /** Without TURN credentials. */
    forAnyone(): IceConfiguration;
    forUser(userId: UserId): IceConfiguration;
  };
}

export function ticketRoutes(context: TicketContext): AnyRoute[] {
  return [
    route({
      method: 'POST',
      path: '/api/rooms/:code/tickets',
      summary: 'A single-use ticket for the first message on the WebSocket',
      params: CodeParam,
      answer: JoinTicket,
      status: 201,
      errors: [
        'unauthorized',
        'forbidden',
        'room_not_found',
        'room_ended',
        'room_expired',
        'room_locked',
        'rate_limited',
      ],
      perMinute: LOOKUPS_PER_MINUTE,
      authorize: (request) => requireLogin(context, request),
      handle: async ({ caller: { account, sessionId }, params, request }) => {
        const { userId, name, avatarUrl } = account;
        const asker = { userId, address: request.ip };
        const { record, isHost, entersAtOnce } = await findEnterable(context, params.code, asker);
        const { roomId, code, waitingRoom, locked } = record;
        const room = {
          roomId,
          code,
          name: record.name,
          waitingRoom,
          locked,
          expiresAt: record.expiresAt.toISOString(),
        };
        const person = { userId, name, avatarUrl, sessionId, isHost };
        return {
          ticket: await issueTicket(context.tokens, { ticketId: randomUUID(), ...person, room }),
          roomId,
          expiresAt: new Date(context.clock.now() + TICKET_TTL_SECONDS * 1000).toISOString(),
          ...(entersAtOnce ? context.ice.forUser(userId) : context.ice.forAnyone()),
        };
      },
    }),
  ];
}

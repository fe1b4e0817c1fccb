import type { FastifyInstance } from 'fastify';
import type { JSONWebKeySet } from 'jose';
import { api, GATEWAY_KEYS_PATH } from './api.ts';
import { GuessLimit } from './guess-limit.ts';
import { describeApi } from './openapi.ts';
import { publishKeys } from './published-keys.ts';
import { roomRoutes } from './room-routes.ts';
import { register } from './route.ts';
import { type TicketContext, ticketRoutes } from './ticket-routes.ts';

export interface GatewayServiceContext extends Omit<TicketContext, 'guesses'> {
  readonly gatewayKeys: () => JSONWebKeySet;
}

/** The role `gateway`: rooms and the tickets into them. */
export function serveGateway(app: FastifyInstance, context: GatewayServiceContext): void {
  const guarded = { ...context, guesses: new GuessLimit(context.clock) };
  register(app, [...roomRoutes(guarded), ...ticketRoutes(guarded)]);
  const description = describeApi(Object.values(api));
  app.get('/api/openapi.json', async () => description);
  publishKeys(app, GATEWAY_KEYS_PATH, context.gatewayKeys);
}

import cookie from '@fastify/cookie';
import { type FastifyInstance, fastify, LogController } from 'fastify';
import type { Logger } from '../lib/logger.ts';
import { type AccountContext, accountRoutes } from './account-routes.ts';
import { handleErrors } from './error-handling.ts';
import { describeApi } from './openapi.ts';
import { type OperatorContext, registerOperatorRoutes } from './operator-routes.ts';
import { roomRoutes } from './room-routes.ts';
import { register } from './route.ts';
import { secure } from './security.ts';
import { type TicketContext, ticketRoutes } from './ticket-routes.ts';
import { serveWebApp } from './web-app.ts';

/** The largest honest body is a room's name. */
const BODY_LIMIT_BYTES = 16 * 1024;

export interface HttpContext extends AccountContext, TicketContext, OperatorContext {
  readonly log: Logger;
  readonly trustProxy: boolean;
  /** PEM. Null serves plain HTTP. */
  readonly tls: { cert: string; key: string } | null;
  /** Null serves the API alone. */
  readonly webFolder: string | null;
}

/** The gateway: REST, probes, metrics and the web app on one HTTP server. */
export async function createApp(context: HttpContext): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: context.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: context.trustProxy,
    forceCloseConnections: true,
    ...(context.tls && { https: context.tls }),
  }) as unknown as FastifyInstance;
  handleErrors(app);
  await app.register(cookie);
  await secure(app);
  const routes = [...accountRoutes(context), ...roomRoutes(context), ...ticketRoutes(context)];
  register(app, routes);
  const description = describeApi(routes);
  app.get('/api/openapi.json', async () => description);
  registerOperatorRoutes(app, context);
  if (context.webFolder !== null) await serveWebApp(app, context.webFolder);
  return app;
}

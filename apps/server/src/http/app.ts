import cookie from '@fastify/cookie';
import { type FastifyInstance, fastify, LogController } from 'fastify';
import type { IdentityProvider } from '../auth/identity-provider.ts';
import type { UsedSignIns } from '../auth/ports.ts';
import type { Logger } from '../lib/logger.ts';
import { type AccountContext, accountRoutes } from './account-routes.ts';
import { handleErrors } from './error-handling.ts';
import { Failure } from './failure.ts';
import { GuessLimit } from './guess-limit.ts';
import { describeApi } from './openapi.ts';
import { type OperatorContext, registerOperatorRoutes } from './operator-routes.ts';
import { roomRoutes } from './room-routes.ts';
import { register } from './route.ts';
import { secure } from './security.ts';
import { registerSignInRoutes } from './sign-in-routes.ts';
import { type TicketContext, ticketRoutes } from './ticket-routes.ts';
import { serveWebApp } from './web-app.ts';

/** The largest honest body is a room's name. */
const BODY_LIMIT_BYTES = 16 * 1024;

export interface HttpContext
  extends Omit<AccountContext, 'providerName'>,
    Omit<TicketContext, 'guesses'>,
    OperatorContext {
  /** Null where people come in as guests alone. */
  readonly signIn: { provider: IdentityProvider; name: string } | null;
  readonly usedSignIns: UsedSignIns;
  /** The origin that people use. Null takes the one that a request names. */
  readonly publicUrl: string | null;
  readonly log: Logger;
  /** One proxy stands before the server: what it says of the client is believed, what the client says is not. */
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
    trustProxy: context.trustProxy && ((_address, hop) => hop === 0),
    forceCloseConnections: true,
    ...(context.tls && { https: context.tls }),
  }) as unknown as FastifyInstance;
  handleErrors(app);
  // A form of another site can send text; JSON it cannot.
  app.removeContentTypeParser('text/plain');
  await app.register(cookie);
  await secure(app);
  const guarded = { ...context, guesses: new GuessLimit(context.clock) };
  const account = { ...context, providerName: context.signIn?.name ?? null };
  const routes = [...accountRoutes(account), ...roomRoutes(guarded), ...ticketRoutes(guarded)];
  register(app, routes);
  if (context.signIn) registerSignInRoutes(app, { ...context, provider: context.signIn.provider });
  const description = describeApi(routes);
  app.get('/api/openapi.json', async () => description);
  registerOperatorRoutes(app, context);
  if (context.webFolder !== null) await serveWebApp(app, context.webFolder);
  else app.setNotFoundHandler(answerNotFound);
  return app;
}

function answerNotFound(): never {
  throw new Failure('not_found');
}

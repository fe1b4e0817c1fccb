import cookie from '@fastify/cookie';
import { type FastifyInstance, fastify, LogController } from 'fastify';
import type { Logger } from '../lib/logger.ts';
import { handleErrors } from './error-handling.ts';
import { Failure } from './failure.ts';
import { type OperatorContext, registerOperatorRoutes } from './operator-routes.ts';
import { secure } from './security.ts';
import { serveWebApp } from './web-app.ts';

/** The largest honest body is a room's name. */
const BODY_LIMIT_BYTES = 16 * 1024;

export interface AppContext {
  readonly log: Logger;
  /** Null where operators have an app of their own. */
  readonly operator: OperatorContext | null;
  /** How many addresses proxies add to `X-Forwarded-For`: what they say is believed, what the client says is not. */
  readonly trustedHops: number;
  /** PEM. Null serves plain HTTP. */
  readonly tls: { cert: string; key: string } | null;
  /** Null serves no pages. */
  readonly webFolder: string | null;
}

/** What a process serves whatever its roles: probes, metrics and pages, behind limits and headers that hold for all. */
export async function createApp(context: AppContext): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: context.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: context.trustedHops > 0 && ((_address, hop) => hop < context.trustedHops),
    forceCloseConnections: true,
    ...(context.tls && { https: context.tls }),
  }) as unknown as FastifyInstance;
  handleErrors(app);
  // A form of another site can send text; JSON it cannot.
  app.removeContentTypeParser('text/plain');
  await app.register(cookie);
  await secure(app);
  if (context.operator !== null) registerOperatorRoutes(app, context.operator);
  if (context.webFolder !== null) await serveWebApp(app, context.webFolder);
  else app.setNotFoundHandler(answerNotFound);
  return app;
}

/** What operators see where it has a port of its own, which people do not reach: plain HTTP, no pages. */
export function createOperatorApp(log: Logger, operator: OperatorContext): FastifyInstance {
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
  }) as unknown as FastifyInstance;
  handleErrors(app);
  registerOperatorRoutes(app, operator);
  app.setNotFoundHandler(answerNotFound);
  return app;
}

function answerNotFound(): never {
  throw new Failure('not_found');
}

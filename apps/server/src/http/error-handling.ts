import type { FastifyError, FastifyInstance } from 'fastify';
import { Failure } from './failure.ts';

/** Answers every error as the protocol's ApiError. What we did not foresee is logged and says nothing of itself. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const failure = failureOf(error);
    if (failure.code === 'internal') request.log.error({ err: error }, 'request failed');
    if (failure.retryAfterMs !== undefined) reply.header('Retry-After', Math.ceil(failure.retryAfterMs / 1000));
    return reply.code(failure.code === 'invalid_request' ? clientStatus(error) : failure.status).send(failure.toBody());
  });
}

function failureOf(error: FastifyError): Failure {
  if (error instanceof Failure) return error;
  const isClients = error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500;
  return isClients ? new Failure('invalid_request', error.message) : new Failure('internal');
}

/** Fastify's own 413 and 415 say more than 400. */
function clientStatus(error: FastifyError): number {
  return error instanceof Failure ? error.status : (error.statusCode ?? 400);
}

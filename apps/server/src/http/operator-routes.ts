import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { Failure } from './failure.ts';

export interface OperatorContext {
  readonly registry: Registry;
  /** Rejects, or resolves false, where the server cannot serve people now. */
  readonly isReady: () => Promise<boolean>;
}

/** What probes and Prometheus ask. */
export function registerOperatorRoutes(app: FastifyInstance, { registry, isReady }: OperatorContext): void {
  app.get('/healthz', { logLevel: 'warn' }, async () => ({ status: 'ok' }));
  app.get('/readyz', { logLevel: 'warn' }, async () => {
    if (!(await isReady().catch(() => false))) throw new Failure('unavailable');
    return { status: 'ok' };
  });
  app.get('/metrics', { logLevel: 'warn' }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}

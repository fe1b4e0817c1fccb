import type { FastifyInstance } from 'fastify';
import type { JSONWebKeySet } from 'jose';

/** Less than a new key waits before it signs. */
const MAX_AGE_SECONDS = 30;

/** Serves public keys (RFC 7517, section 5) to those who verify what they sign. */
export function publishKeys(app: FastifyInstance, path: string, keys: () => JSONWebKeySet): void {
  app.get(path, async (_request, reply) => {
    reply.header('Cache-Control', `public, max-age=${MAX_AGE_SECONDS}`);
    return reply.type('application/jwk-set+json').send(JSON.stringify(keys()));
  });
}

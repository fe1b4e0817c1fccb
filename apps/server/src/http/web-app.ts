import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Failure } from './failure.ts';

/** Serves the built web app: hashed assets for ever, its one page, never cached, for every other address. */
export async function serveWebApp(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: true,
    index: false,
    dotfiles: 'ignore',
    cacheControl: false,
    // The build has them in smaller forms beside them.
    preCompressed: true,
    setHeaders: (reply, path) => {
      const isHashed = path.includes('/assets/');
      reply.header('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.get('/', (_request, reply) => reply.sendFile('index.html'));
  app.setNotFoundHandler((request, reply) => {
    if (isPage(request)) return reply.sendFile('index.html');
    throw new Failure('not_found');
  });
}

/** An address that a person opened, as against a file or an API call that is not there. */
function isPage({ method, url, headers }: FastifyRequest): boolean {
  const path = url.split('?', 1)[0] ?? '';
  const isOurs = !path.startsWith('/api/') && !path.startsWith('/assets/') && path !== '/ws';
  return method === 'GET' && isOurs && (headers.accept ?? '').includes('text/html');
}

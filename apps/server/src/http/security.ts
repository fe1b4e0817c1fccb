import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createOriginCheck } from '../lib/origin-check.ts';
import { Failure } from './failure.ts';

const PER_MINUTE = 600;

/** Headers, limits and the same-origin rule that hold for every route. */
export async function secure(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives },
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  });
  await app.register(rateLimit, {
    max: PER_MINUTE,
    timeWindow: 60_000,
    // Who is gone by now has no address any more.
    keyGenerator: ({ ip }) => ip ?? '',
    allowList: (request) => !request.url.startsWith('/api/'),
    errorResponseBuilder: (_request, { ttl }) => new Failure('rate_limited', undefined, ttl),
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('Permissions-Policy', 'camera=(self), microphone=(self), display-capture=(self), geolocation=()');
    if (changesState(request)) refuseCrossSite(request);
  });
}

/** Scripts and styles from our own files alone. WebAssembly may be compiled: effects on audio and video need it. */
const directives = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
  // Positions and sizes that follow the screen are style attributes; style elements and inline sheets stay out.
  styleSrc: ["'self'"],
  styleSrcAttr: ["'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'https:'],
  mediaSrc: ["'self'", 'blob:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  workerSrc: ["'self'"],
  manifestSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

function changesState({ method }: FastifyRequest): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(method);
}

/** For the browsers that do not say `Sec-Fetch-Site`. */
const isOwnPage = createOriginCheck(null);

/** Browsers say where a request comes from; one that a foreign page makes is refused whatever cookie it carries. */
function refuseCrossSite({ headers, host }: FastifyRequest): void {
  const site = headers['sec-fetch-site'];
  const isForeign = site !== undefined ? site !== 'same-origin' && site !== 'none' : !isOwnPage(headers.origin, host);
  if (isForeign) throw new Failure('forbidden', 'The request comes from another site.');
}

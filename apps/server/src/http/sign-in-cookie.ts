import { SIGN_IN_PATH } from '@cline-meet/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SIGN_IN_TTL_SECONDS } from '../auth/sign-in.ts';
import { isSecure } from './session-cookie.ts';

/** Each state has a cookie of its own, so that two tabs may sign in at once. */
const PREFIX = 'cline_meet_sign_in_';
/** Who starts again and again must not outgrow what a server takes of headers. */
const MAX_PENDING = 4;

export function signInCookie(request: FastifyRequest, state: string): string | undefined {
  return request.cookies[PREFIX + state];
}

/** `Lax` lets the cookie come along when the provider leads the browser back, and with no other foreign request. */
export function keepSignInCookie(reply: FastifyReply, state: string, transaction: string): void {
  const pending = Object.keys(reply.request.cookies).filter((name) => name.startsWith(PREFIX));
  for (const name of pending.slice(0, Math.max(0, pending.length - MAX_PENDING + 1))) {
    reply.clearCookie(name, { path: SIGN_IN_PATH });
  }
  reply.setCookie(PREFIX + state, transaction, {
    path: SIGN_IN_PATH,
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure(reply.request),
    maxAge: SIGN_IN_TTL_SECONDS,
  });
}

export function dropSignInCookie(reply: FastifyReply, state: string): void {
  reply.clearCookie(PREFIX + state, { path: SIGN_IN_PATH });
}

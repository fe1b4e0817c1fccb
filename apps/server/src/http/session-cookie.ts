import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  closeLogin,
  type Login,
  type LoginContext,
  type LoginToken,
  type LogoutContext,
  openLogin,
  readLogin,
  renewLogin,
  type SigningInContext,
} from '../auth/login.ts';
import type { Account } from '../auth/ports.ts';
import { isLoopback } from '../lib/loopback.ts';
import { Failure } from './failure.ts';

const NAME = 'cline_meet_session';

export async function currentLogin(context: LoginContext, request: FastifyRequest): Promise<Login | null> {
  const token = request.cookies[NAME];
  return token ? readLogin(context, token) : null;
}

/** Throws `unauthorized` for who is not signed in. */
export async function requireLogin(context: LoginContext, request: FastifyRequest): Promise<Login> {
  const login = await currentLogin(context, request);
  if (!login) throw new Failure('unauthorized');
  return login;
}

export async function startLogin(context: SigningInContext, account: Account, reply: FastifyReply): Promise<void> {
  keepLogin(reply, await openLogin(context, account));
}

/** Signs the cookie of who is signed in anew where that is due. */
export async function refreshLogin(context: SigningInContext, login: Login, reply: FastifyReply): Promise<void> {
  const renewed = await renewLogin(context, login);
  if (renewed) keepLogin(reply, renewed);
}

/**
 * As {@link startLogin}, and ends the session that this browser had: what was known before is worth nothing after. Its
 * sockets close too. Else who was in a meeting as a guest would be there twice, and signing out would leave the guest.
 */
export async function replaceLogin(context: LogoutContext, account: Account, reply: FastifyReply): Promise<void> {
  const before = await currentLogin(context, reply.request);
  await startLogin(context, account, reply);
  if (before) await closeLogin(context, before);
}

/** Cookies are kept to HTTPS on any host but this machine. */
export function isSecure({ hostname, protocol }: FastifyRequest): boolean {
  return protocol !== 'http' || !isLoopback(hostname);
}

export function endLogin(reply: FastifyReply): void {
  reply.clearCookie(NAME, { path: '/' });
}

function keepLogin(reply: FastifyReply, { token, ttlSeconds }: LoginToken): void {
  reply.setCookie(NAME, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure(reply.request),
    maxAge: ttlSeconds,
  });
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOGIN_TTL_SECONDS, type Login, type LoginContext, openLogin, readLogin } from '../auth/login.ts';
import type { Account } from '../auth/ports.ts';
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

export async function startLogin(context: LoginContext, account: Account, reply: FastifyReply): Promise<void> {
  const { hostname, protocol } = reply.request;
  const isLocal = protocol === 'http' && (hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]');
  reply.setCookie(NAME, await openLogin(context, account), {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: !isLocal,
    maxAge: LOGIN_TTL_SECONDS,
  });
}

export function endLogin(reply: FastifyReply): void {
  reply.clearCookie(NAME, { path: '/' });
}

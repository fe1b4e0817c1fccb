import * as z from 'zod/mini';
import type { Clock } from '../lib/clock.ts';
import type { Tokens } from '../lib/tokens.ts';
import type { Account, LoginSessions, LoginSockets } from './ports.ts';

/** The JWT audience of login cookies. */
const LOGIN_AUDIENCE = 'cline-meet/login';
/** Browsers keep no cookie for longer (RFC 6265bis, section 5.5). */
export const LOGIN_TTL_SECONDS = 400 * 24 * 3600;

export interface LoginContext {
  readonly sessions: LoginSessions;
  readonly tokens: Tokens;
  readonly clock: Clock;
  /** Where they are not, the sessions of those who came before are worth nothing. */
  readonly guestsAllowed: boolean;
}

export interface Login {
  readonly sessionId: string;
  readonly account: Account;
}

export interface LogoutContext extends LoginContext {
  readonly loginSockets: LoginSockets;
}

/** Signs an account in under a session of its own and returns the token for the cookie. */
export async function openLogin({ sessions, tokens, clock }: LoginContext, account: Account): Promise<string> {
  const sessionId = await sessions.open(account.userId, clock.now() + LOGIN_TTL_SECONDS * 1000);
  return tokens.sign({
    audience: LOGIN_AUDIENCE,
    subject: account.userId,
    tokenId: sessionId,
    ttlSeconds: LOGIN_TTL_SECONDS,
  });
}

/** Ends a session for good, in meetings too: those last, so that who is sent away from one finds it ended. */
export async function closeLogin({ sessions, loginSockets }: LogoutContext, login: Login): Promise<void> {
  await sessions.close(login.sessionId);
  await loginSockets.closeAll({ userId: login.account.userId, sessionId: login.sessionId });
}

/** Who a cookie's token stands for. Null where it is not ours, has expired, or its session was closed. */
export async function readLogin(context: LoginContext, token: string): Promise<Login | null> {
  const { sessions, tokens, clock, guestsAllowed } = context;
  const payload = await tokens.verify(token, LOGIN_AUDIENCE);
  const sessionId = z.uuid().safeParse(payload?.jti);
  if (!sessionId.success) return null;
  const account = await sessions.find(sessionId.data, clock.now());
  if (account?.kind === 'guest' && !guestsAllowed) return null;
  return account && account.userId === payload?.sub ? { sessionId: sessionId.data, account } : null;
}

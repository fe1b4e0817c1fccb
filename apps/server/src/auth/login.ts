import * as z from 'zod/mini';
import type { Clock } from '../lib/clock.ts';
import type { TokenSigner, TokenVerifier } from '../lib/tokens.ts';
import type { Account, LoginSessions, LoginSockets } from './ports.ts';

/** The JWT audience of login cookies. */
const LOGIN_AUDIENCE = 'cline-meet/login';
/** Browsers keep no cookie for longer (RFC 6265bis, section 5.5). */
const LOGIN_TTL_SECONDS = 400 * 24 * 3600;

/** After that a cookie is signed anew, so that the keys of old ones can be withdrawn. */
const RENEW_AFTER_SECONDS = 7 * 24 * 3600;

/** What it takes to know who calls. */
export interface LoginContext {
  readonly sessions: LoginSessions;
  readonly logins: TokenVerifier;
  readonly clock: Clock;
  /** Where they are not, the sessions of those who came before are worth nothing. */
  readonly guestsAllowed: boolean;
}

/** What it takes to sign people in. */
export interface SigningInContext extends LoginContext {
  readonly signer: TokenSigner;
}

export interface LogoutContext extends SigningInContext {
  readonly loginSockets: LoginSockets;
}

export interface Login {
  readonly sessionId: string;
  readonly account: Account;
  readonly issuedAtSeconds: number;
  readonly expiresAtSeconds: number;
}

/** For the cookie. */
export interface LoginToken {
  readonly token: string;
  readonly ttlSeconds: number;
}

/** Signs an account in under a session of its own. */
export async function openLogin(context: SigningInContext, account: Account): Promise<LoginToken> {
  const sessionId = await context.sessions.open(account.userId, context.clock.now() + LOGIN_TTL_SECONDS * 1000);
  return signLogin(context, account, sessionId, LOGIN_TTL_SECONDS);
}

/** The same session for a cookie that was signed long ago; null for one that need not be. */
export async function renewLogin(context: SigningInContext, login: Login): Promise<LoginToken | null> {
  const nowSeconds = Math.floor(context.clock.now() / 1000);
  if (nowSeconds - login.issuedAtSeconds < RENEW_AFTER_SECONDS) return null;
  return signLogin(context, login.account, login.sessionId, login.expiresAtSeconds - nowSeconds);
}

/** Ends a session for good, in meetings too: those last, so that who is sent away from one finds it ended. */
export async function closeLogin({ sessions, loginSockets }: LogoutContext, login: Login): Promise<void> {
  await sessions.close(login.sessionId);
  await loginSockets.closeAll({ userId: login.account.userId, sessionId: login.sessionId });
}

/** Who a cookie's token stands for. Null where it is not ours, has expired, or its session was closed. */
export async function readLogin(context: LoginContext, token: string): Promise<Login | null> {
  const { sessions, logins, clock, guestsAllowed } = context;
  const payload = await logins.verify(token, LOGIN_AUDIENCE);
  const sessionId = z.uuid().safeParse(payload?.jti);
  if (!payload || !sessionId.success) return null;
  const account = await sessions.find(sessionId.data, clock.now());
  if (account?.userId !== payload.sub || (account.kind === 'guest' && !guestsAllowed)) return null;
  return { sessionId: sessionId.data, account, issuedAtSeconds: payload.iat, expiresAtSeconds: payload.exp };
}

async function signLogin(
  { signer }: SigningInContext,
  { userId }: Account,
  sessionId: string,
  ttlSeconds: number,
): Promise<LoginToken> {
  const token = await signer.sign({ audience: LOGIN_AUDIENCE, subject: userId, tokenId: sessionId, ttlSeconds });
  return { token, ttlSeconds };
}

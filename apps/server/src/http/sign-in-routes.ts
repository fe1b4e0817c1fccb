import { SIGN_IN_PATH, type SignInError } from '@cline-meet/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LogoutContext } from '../auth/login.ts';
import { nextPath } from '../auth/next-path.ts';
import { finishSignIn, readTransaction, type SignInContext, startSignIn } from '../auth/sign-in.ts';
import { SignInFailure } from '../auth/sign-in-failure.ts';
import { replaceLogin } from './session-cookie.ts';
import { dropSignInCookie, keepSignInCookie, signInCookie } from './sign-in-cookie.ts';

const PER_MINUTE = 60;
const CALLBACK_PATH = `${SIGN_IN_PATH}/callback`;

export interface SignInRoutesContext extends LogoutContext, SignInContext {
  /** The origin that people use. Null takes the one that the request names. */
  readonly publicUrl: string | null;
}

/** The two addresses that a browser passes on its way to the provider and back. They answer with redirects alone. */
export function registerSignInRoutes(app: FastifyInstance, context: SignInRoutesContext): void {
  const options = { config: { rateLimit: { max: PER_MINUTE } } };
  app.get(SIGN_IN_PATH, options, (request, reply) => leave(context, request, reply));
  app.get(CALLBACK_PATH, options, (request, reply) => comeBack(context, request, reply));
}

async function leave(context: SignInRoutesContext, request: FastifyRequest, reply: FastifyReply) {
  const next = nextPath((request.query as { next?: unknown }).next);
  if (next === null) return fail(request, reply, '/', new SignInFailure('sign_in_failed', 'next is no page of ours'));
  try {
    const origin = context.publicUrl ?? `${request.protocol}://${request.host}`;
    const { url, state, transaction } = await startSignIn(context, `${origin}${CALLBACK_PATH}`, next);
    keepSignInCookie(reply, state, transaction);
    return goTo(reply, url);
  } catch (error) {
    return fail(request, reply, next, error);
  }
}

async function comeBack(context: SignInRoutesContext, request: FastifyRequest, reply: FastifyReply) {
  const { state } = request.query as { state?: unknown };
  if (typeof state !== 'string') {
    return fail(request, reply, '/', new SignInFailure('sign_in_failed', 'there is no state'));
  }
  const transaction = await readTransaction(context, signInCookie(request, state), state);
  if (!transaction) {
    return fail(request, reply, '/', new SignInFailure('sign_in_failed', 'this browser started no such sign-in'));
  }
  dropSignInCookie(reply, state);
  try {
    const account = await finishSignIn(context, transaction, request.url.split('?').slice(1).join('?'));
    await replaceLogin(context, account, reply);
    request.log.info({ userId: account.userId }, 'signed in with the identity provider');
    return goTo(reply, transaction.next);
  } catch (error) {
    return fail(request, reply, transaction.next, error);
  }
}

/** Leads to a page that tells what happened and what to do next. */
function fail(request: FastifyRequest, reply: FastifyReply, page: string, error: unknown) {
  return goTo(reply, `${page}?error=${logged(request, error)}`);
}

function logged(request: FastifyRequest, error: unknown): SignInError {
  if (!(error instanceof SignInFailure)) {
    request.log.error({ err: error }, 'sign-in failed');
    return 'sign_in_unavailable';
  }
  const level = error.reason === 'sign_in_cancelled' ? 'debug' : 'warn';
  request.log[level]({ reason: error.reason, detail: error.message }, 'sign-in failed');
  return error.reason;
}

function goTo(reply: FastifyReply, address: string) {
  return reply.header('Cache-Control', 'no-store').redirect(address, 303);
}

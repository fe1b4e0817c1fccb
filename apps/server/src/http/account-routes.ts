import { GuestSignIn, Me } from '@cline-meet/protocol';
import type { LoginContext } from '../auth/login.ts';
import type { Users } from '../auth/ports.ts';
import { Failure } from './failure.ts';
import { type AnyRoute, route } from './route.ts';
import { currentLogin, endLogin, startLogin } from './session-cookie.ts';

export interface AccountContext extends LoginContext {
  readonly users: Users;
  readonly guestsAllowed: boolean;
}

export function accountRoutes(context: AccountContext): AnyRoute[] {
  const { users, sessions, guestsAllowed } = context;
  const signIn = { guests: guestsAllowed, google: false };
  return [
    route({
      method: 'GET',
      path: '/api/me',
      summary: 'Who is signed in, and which ways in there are',
      answer: Me,
      errors: ['rate_limited'],
      handle: async ({ request }) => ({ user: (await currentLogin(context, request))?.account ?? null, signIn }),
    }),
    route({
      method: 'POST',
      path: '/api/guest',
      summary: 'Signs a guest in, or renames the guest who is',
      body: GuestSignIn,
      answer: Me,
      errors: ['invalid_request', 'forbidden', 'guests_not_allowed', 'rate_limited'],
      perMinute: 60,
      handle: async ({ body: { name }, request, reply }) => {
        const login = await currentLogin(context, request);
        if (login?.account.kind === 'guest') {
          await users.rename(login.account.userId, name);
          return { user: { ...login.account, name }, signIn };
        }
        if (login) throw new Failure('forbidden', 'The name comes from the Google account.');
        if (!guestsAllowed) throw new Failure('guests_not_allowed');
        const user = await users.createGuest(name);
        await startLogin(context, user, reply);
        return { user, signIn };
      },
    }),
    route({
      method: 'POST',
      path: '/api/logout',
      summary: 'Signs out',
      answer: null,
      errors: ['forbidden', 'rate_limited'],
      handle: async ({ request, reply }) => {
        const login = await currentLogin(context, request);
        if (login) await sessions.close(login.sessionId);
        endLogin(reply);
      },
    }),
  ];
}

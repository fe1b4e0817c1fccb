import { GuestSignIn, Me } from '@cline-meet/protocol';
import { closeLogin, type LogoutContext } from '../auth/login.ts';
import type { Account } from '../auth/ports.ts';
import { type CreatorsContext, creationRights } from '../auth/room-creators.ts';
import { Failure } from './failure.ts';
import { type AnyRoute, route } from './route.ts';
import { currentLogin, endLogin, startLogin } from './session-cookie.ts';

export interface AccountContext extends LogoutContext, CreatorsContext {
  /** What people call the identity provider. Null where signing in with one is off. */
  readonly providerName: string | null;
}

export function accountRoutes(context: AccountContext): AnyRoute[] {
  const { users, guestsAllowed, providerName } = context;
  const signIn = { guests: guestsAllowed, google: providerName !== null, provider: providerName };
  const me = async (user: Account | null) => ({ user, signIn, ...(await creationRights(context, user)) });
  return [
    route({
      method: 'GET',
      path: '/api/me',
      summary: 'Who is signed in, which ways in there are, and who may create rooms',
      answer: Me,
      errors: ['rate_limited'],
      handle: async ({ request }) => me((await currentLogin(context, request))?.account ?? null),
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
          return me({ ...login.account, name });
        }
        if (login) throw new Failure('forbidden', 'The name comes from the account.');
        if (!guestsAllowed) throw new Failure('guests_not_allowed');
        const user = await users.createGuest(name);
        await startLogin(context, user, reply);
        return me(user);
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
        if (login) await closeLogin(context, login);
        endLogin(reply);
      },
    }),
  ];
}

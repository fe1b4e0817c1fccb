import { closeLogin, type LogoutContext } from '../auth/login.ts';
import type { Account } from '../auth/ports.ts';
import { type CreatorsContext, creationRights } from '../auth/room-creators.ts';
import { api } from './api.ts';
import { Failure } from './failure.ts';
import { type Route, route } from './route.ts';
import { currentLogin, endLogin, refreshLogin, startLogin } from './session-cookie.ts';

export interface AccountContext extends LogoutContext, CreatorsContext {
  /** What people call the identity provider. Null where signing in with one is off. */
  readonly providerName: string | null;
}

export function accountRoutes(context: AccountContext): Route[] {
  const { users, guestsAllowed, providerName } = context;
  const signIn = { guests: guestsAllowed, google: providerName !== null, provider: providerName };
  const me = async (user: Account | null) => ({ user, signIn, ...(await creationRights(context, user)) });
  return [
    route(api.getMe, {
      handle: async ({ request, reply }) => {
        const login = await currentLogin(context, request);
        if (login) await refreshLogin(context, login, reply);
        return me(login?.account ?? null);
      },
    }),
    route(api.signInAsGuest, {
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
    route(api.signOut, {
      handle: async ({ request, reply }) => {
        const login = await currentLogin(context, request);
        if (login) await closeLogin(context, login);
        endLogin(reply);
      },
    }),
  ];
}

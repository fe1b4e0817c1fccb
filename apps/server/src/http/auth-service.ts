import type { FastifyInstance } from 'fastify';
import type { JSONWebKeySet } from 'jose';
import type { IdentityProvider } from '../auth/identity-provider.ts';
import type { UsedSignIns } from '../auth/ports.ts';
import { type AccountContext, accountRoutes } from './account-routes.ts';
import { AUTH_KEYS_PATH } from './api.ts';
import { publishKeys } from './published-keys.ts';
import { register } from './route.ts';
import { registerSignInRoutes } from './sign-in-routes.ts';

export interface AuthServiceContext extends Omit<AccountContext, 'providerName'> {
  /** Null where people come in as guests alone. */
  readonly signIn: { provider: IdentityProvider; name: string } | null;
  readonly usedSignIns: UsedSignIns;
  /** The origin that people use. Null takes the one that a request names. */
  readonly publicUrl: string | null;
  readonly authKeys: () => JSONWebKeySet;
}

/** The role `auth`: who people are. */
export function serveAuth(app: FastifyInstance, context: AuthServiceContext): void {
  register(app, accountRoutes({ ...context, providerName: context.signIn?.name ?? null }));
  if (context.signIn) registerSignInRoutes(app, { ...context, provider: context.signIn.provider });
  publishKeys(app, AUTH_KEYS_PATH, context.authKeys);
}

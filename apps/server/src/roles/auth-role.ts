import type { FastifyInstance } from 'fastify';
import { IdentityProvider } from '../auth/identity-provider.ts';
import type { LoginContext } from '../auth/login.ts';
import type { CreatorsContext } from '../auth/room-creators.ts';
import type { Config } from '../config.ts';
import { loginSessionsIn } from '../db/login-sessions.ts';
import { usedSignInsIn } from '../db/used-sign-ins.ts';
import { usersIn } from '../db/users.ts';
import { serveAuth } from '../http/auth-service.ts';
import type { SigningKeys } from '../lib/signing-keys.ts';
import { TokenSigner, TokenVerifier } from '../lib/tokens.ts';
import { SignOuts } from '../room/sign-outs.ts';
import type { FoundationWithDatabase } from './foundation.ts';

const ISSUER = 'cline-meet/auth';

/**
 * Logins are signed here and verified wherever people are asked who they are. Returns what sees to it that who signed out
 * is out of all meetings too.
 */
export function startAuth(app: FastifyInstance, foundation: FoundationWithDatabase, keys: SigningKeys): SignOuts {
  const { config, clock, db, live, log } = foundation;
  const signOuts = new SignOuts({ ...live, clock, log });
  serveAuth(app, {
    ...knowingPeople(foundation),
    signer: new TokenSigner(ISSUER, keys, clock),
    authKeys: () => keys.publicSet,
    signIn: signInWith(config),
    usedSignIns: usedSignInsIn(db),
    loginSockets: signOuts,
    publicUrl: config.PUBLIC_URL,
  });
  return signOuts;
}

/** What a role needs that asks who calls and what they may do. */
export function knowingPeople({ config, clock, db, keys }: FoundationWithDatabase): LoginContext & CreatorsContext {
  return {
    users: usersIn(db),
    sessions: loginSessionsIn(db),
    logins: new TokenVerifier(ISSUER, keys.findAuthKey, clock),
    clock,
    guestsAllowed: config.GUESTS === 'on',
    roomCreators: config.ROOM_CREATORS,
  };
}

function signInWith({ OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME }: Config) {
  if (OIDC_CLIENT_ID === null || OIDC_CLIENT_SECRET === null) return null;
  const client = { clientId: OIDC_CLIENT_ID, clientSecret: OIDC_CLIENT_SECRET };
  return { provider: new IdentityProvider({ issuer: OIDC_ISSUER, ...client }), name: OIDC_NAME };
}

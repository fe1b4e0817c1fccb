import { setTimeout as delay } from 'node:timers/promises';
import * as oidc from 'openid-client';
import { identityOf } from './identity.ts';
import type { Identity } from './ports.ts';
import { SignInFailure } from './sign-in-failure.ts';

const SCOPE = 'openid email profile';
const TIMEOUT_SECONDS = 5;
const DISCOVERY_TRIES = 2;
const RETRY_MS = 250;
/** What a provider answers when it is it, not the person, that cannot (RFC 6749, section 4.1.2.1). */
const PASSING_ERRORS = ['temporarily_unavailable', 'server_error'];

export interface ProviderSettings {
  /** Its metadata is at `<issuer>/.well-known/openid-configuration` (OpenID Connect Discovery 1.0). */
  issuer: string;
  clientId: string;
  clientSecret: string;
}

/** What must be remembered, by this browser alone, until the person comes back from the provider. */
export interface PendingSignIn {
  state: string;
  nonce: string;
  codeVerifier: string;
  redirectUri: string;
}

/**
 * Signs people in by any OpenID provider: authorization code flow with PKCE (RFC 7636), state and nonce. The provider
 * is asked for its metadata at the first sign-in, so that one that is down stops nothing but signing in.
 */
export class IdentityProvider {
  readonly #settings: ProviderSettings;
  #discovery: Promise<oidc.Configuration> | null = null;

  constructor(settings: ProviderSettings) {
    this.#settings = settings;
  }

  /** Where to send the browser, and what to remember. Throws a {@link SignInFailure}. */
  async begin(redirectUri: string): Promise<{ url: string; pending: PendingSignIn }> {
    const configuration = await this.#configuration();
    const codeVerifier = oidc.randomPKCECodeVerifier();
    const pending = { state: oidc.randomState(), nonce: oidc.randomNonce(), codeVerifier, redirectUri };
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: SCOPE,
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, pending };
  }

  /** The person who came back with this query. Throws a {@link SignInFailure}. */
  async finish(query: string, { redirectUri, ...pending }: PendingSignIn): Promise<Identity> {
    const configuration = await this.#configuration();
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, new URL(`${redirectUri}?${query}`), {
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        pkceCodeVerifier: pending.codeVerifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new SignInFailure('sign_in_failed', 'there is no ID token');
      return identityOf(await withUserInfo(configuration, tokens.access_token, claims));
    } catch (error) {
      throw asFailure(error);
    }
  }

  /** A discovery that failed is forgotten: the next sign-in tries again. */
  async #configuration(): Promise<oidc.Configuration> {
    this.#discovery ??= this.#discover();
    try {
      return await this.#discovery;
    } catch (error) {
      this.#discovery = null;
      throw new SignInFailure('sign_in_unavailable', `the provider's metadata cannot be had: ${nameOf(error)}`);
    }
  }

  async #discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.#settings;
    const server = new URL(issuer);
    // Signatures are checked although the tokens come straight from the provider: TLS may end at a proxy.
    const execute = [oidc.enableNonRepudiationChecks];
    // The settings allow plain HTTP on this machine alone.
    if (server.protocol === 'http:') execute.push(oidc.allowInsecureRequests);
    for (let attempt = 1; ; attempt++) {
      try {
        return await oidc.discovery(server, clientId, clientSecret, undefined, { execute, timeout: TIMEOUT_SECONDS });
      } catch (error) {
        if (attempt === DISCOVERY_TRIES) throw error;
        await delay(RETRY_MS);
      }
    }
  }
}

/** Some providers keep what they tell of a person to the userinfo endpoint (OpenID Connect Core 1.0, section 5.4). */
async function withUserInfo(configuration: oidc.Configuration, accessToken: string, claims: oidc.IDToken) {
  const isComplete = claims.email !== undefined && claims.name !== undefined;
  if (isComplete || !configuration.serverMetadata().userinfo_endpoint) return claims;
  return { ...(await oidc.fetchUserInfo(configuration, accessToken, claims.sub)), ...claims };
}

function asFailure(error: unknown): SignInFailure {
  if (error instanceof SignInFailure) return error;
  const detail = `the provider's answer was refused: ${nameOf(error)}`;
  if (error instanceof oidc.AuthorizationResponseError) {
    if (error.error === 'access_denied') return new SignInFailure('sign_in_cancelled', detail);
    if (PASSING_ERRORS.includes(error.error)) return new SignInFailure('sign_in_unavailable', detail);
  }
  return new SignInFailure(isNetworkFailure(error) ? 'sign_in_unavailable' : 'sign_in_failed', detail);
}

function isNetworkFailure(error: unknown): boolean {
  return (
    (error instanceof oidc.ClientError && error.code === 'OAUTH_TIMEOUT') || nameOf(error).includes('fetch failed')
  );
}

/** Codes and fixed sentences of the library; what the provider sent stays in `cause`, out of the log. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? `${code} (${error.message})` : error.message;
}

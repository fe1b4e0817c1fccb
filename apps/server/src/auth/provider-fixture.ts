import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { Provider } from 'oidc-provider';

/** The claims of someone who has an account at the provider. */
export interface ProviderPerson {
  sub: string;
  name?: string;
  email?: string;
  email_verified?: boolean;
  picture?: string;
}

export const client = { clientId: 'cline-meet', clientSecret: 'a secret of the tests' };
/** Another program that people may sign in to at the same provider. */
export const otherClientId = 'another-program';

export interface ProviderOptions {
  redirectUris: string[];
  people: ProviderPerson[];
  /** Whether the ID token tells of the person, as Google's does, or the userinfo endpoint alone. */
  claimsInIdToken?: boolean;
}

/** One for all: making it takes longer than anything else here. */
const keyPair = generateKeyPair('RS256', { extractable: true });

/** Takes a port of the loopback interface for a provider, which hangs up until it is opened. */
export async function reserveProvider() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  server.on('request', (request) => request.socket.destroy());
  return { issuer, stop, open: (options: ProviderOptions) => open(server, issuer, options) };
}

/** A real OpenID provider, whose people need no password, and which can be made to lie in its ID tokens. */
async function open(server: Server, issuer: string, options: ProviderOptions) {
  const { redirectUris, people, claimsInIdToken = true } = options;
  const { privateKey } = await keyPair;
  const key = { ...(await exportJWK(privateKey)), kid: 'provider', alg: 'RS256', use: 'sig' };
  const lie: { about: ((claims: JWTPayload) => JWTPayload) | null; key: typeof privateKey } = {
    about: null,
    key: privateKey,
  };
  const provider: Provider = new Provider(issuer, {
    clients: [
      { client_id: client.clientId, client_secret: client.clientSecret, ...postedSecret, redirect_uris: redirectUris },
      { client_id: otherClientId, client_secret: 'another secret', ...postedSecret, redirect_uris: redirectUris },
    ],
    jwks: { keys: [key] },
    // Told, so that it does not warn of its defaults.
    ttl: { AccessToken: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    cookies: { keys: ['cookie key of the tests'] },
    conformIdTokenClaims: !claimsInIdToken,
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'picture'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_context, accountId) => {
      const person = people.find(({ sub }) => sub === accountId);
      return person && { accountId, claims: () => ({ ...person }) };
    },
    loadExistingGrant: (context) => grantEverything(provider, context.oidc),
  });
  provider.use(async (context, next) => {
    await next();
    const answer = context.body as { id_token?: string } | undefined;
    if (context.path !== '/token' || !answer?.id_token || !lie.about) return;
    const claims = lie.about(payloadOf(answer.id_token));
    answer.id_token = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'provider' }).sign(lie.key);
  });
  const answer = provider.callback();
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/')) void interact(provider, people, request, response);
    else void answer(request, response);
  });
  return { lie };
}

const postedSecret = { token_endpoint_auth_method: 'client_secret_post' } as const;

type Oidc = Parameters<
  NonNullable<NonNullable<ConstructorParameters<typeof Provider>[1]>['loadExistingGrant']>
>[0]['oidc'];

/** Nobody is asked what the program may know. */
async function grantEverything(provider: Provider, { client: asking, session }: Oidc) {
  const grant = new provider.Grant({ clientId: asking?.clientId ?? '', accountId: session?.accountId ?? '' });
  grant.addOIDCScope('openid email profile');
  await grant.save();
  return grant;
}

/** The provider's page: a button for each person, and one to cancel. */
async function interact(
  provider: Provider,
  people: ProviderPerson[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'GET') {
    const buttons = people.map(({ sub, name }) => `<button name="sub" value="${sub}">${name ?? sub}</button>`);
    response.setHeader('content-type', 'text/html');
    response.end(`<form method="post">${buttons.join('')}<button name="sub" value="">Cancel</button></form>`);
    return;
  }
  let body = '';
  for await (const chunk of request) body += chunk;
  const accountId = new URLSearchParams(body).get('sub');
  const result = accountId ? { login: { accountId } } : { error: 'access_denied' };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

function payloadOf(token: string): JWTPayload {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

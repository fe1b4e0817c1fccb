import { IdentityProvider } from '../auth/identity-provider.ts';
import { client, type ProviderOptions, type ProviderPerson, reserveProvider } from '../auth/provider-fixture.ts';
import { startApp } from './app-fixture.ts';

export const aki: ProviderPerson = {
  sub: 'aki-1',
  name: 'Aki',
  email: 'Aki@Example.org',
  email_verified: true,
  picture: 'https://pictures.example.org/aki.png',
};
export const mallory: ProviderPerson = { sub: 'mallory-1', name: 'M', email: 'ceo@example.org', email_verified: false };

/** The gateway and a provider, each on a port of the loopback interface. */
export async function startSignInRig(
  change: NonNullable<Parameters<typeof startApp>[0]> = {},
  providerChange: Partial<ProviderOptions> = {},
) {
  const reserved = await reserveProvider();
  const provider = new IdentityProvider({ issuer: reserved.issuer, ...client });
  const fixture = await startApp({ signIn: { provider, name: 'Google' }, ...change });
  const url = await fixture.app.listen({ port: 0, host: '127.0.0.1' });
  const openProvider = () => {
    const hosts = [url, url.replace('127.0.0.1', 'localhost')];
    const redirectUris = hosts.map((host) => `${host}/api/auth/google/callback`);
    return reserved.open({ redirectUris, people: [aki, mallory], ...providerChange });
  };
  const stop = async () => {
    await fixture.app.close();
    await reserved.stop();
  };
  return { ...fixture, url, issuer: reserved.issuer, openProvider, browser: () => new Browser(url), stop };
}

/** What a browser does: it keeps cookies by site and goes where it is led, here one step at a time. */
export class Browser {
  readonly #jars = new Map<string, Map<string, string>>();
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  cookies(url: string = this.#url): Map<string, string> {
    const { host } = new URL(url);
    const jar = this.#jars.get(host) ?? new Map<string, string>();
    this.#jars.set(host, jar);
    return jar;
  }

  async go(address: string, form?: Record<string, string>) {
    const url = new URL(address, this.#url);
    const jar = this.cookies(url.href);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const body = form && { method: 'POST', body: new URLSearchParams(form) };
    const response = await fetch(url, { redirect: 'manual', headers: { cookie }, ...body });
    for (const line of response.headers.getSetCookie()) this.#keep(jar, line);
    const location = response.headers.get('location');
    return { status: response.status, response, location: location === null ? null : new URL(location, url).href };
  }

  #keep(jar: Map<string, string>, line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const at = pair.indexOf('=');
    const isGone = attributes.some((attribute) => /^(max-age=0|expires=thu, 01 jan 1970.*)$/i.test(attribute));
    if (isGone) jar.delete(pair.slice(0, at));
    else jar.set(pair.slice(0, at), pair.slice(at + 1));
  }

  /** Calls the API as our own pages do. */
  async post(path: string, body: object): Promise<Response> {
    const cookie = [...this.cookies()].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { cookie, 'content-type': 'application/json' };
    return fetch(new URL(path, this.#url), { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** Who the server says that this browser is. */
  async me() {
    return (await (await this.go('/api/me')).response.json()) as { user: Record<string, unknown> | null };
  }

  /** Where the server sends to sign in. */
  async start(next?: string): Promise<string> {
    const { location } = await this.go(`/api/auth/google${next === undefined ? '' : `?next=${next}`}`);
    if (!location) throw new Error('the server led nowhere');
    return location;
  }

  /** Signs in at the provider, whose page was opened, and returns where it leads back to. */
  async signInAt(authorizationUrl: string, sub: string): Promise<string> {
    let { location, status, response } = await this.go(authorizationUrl);
    const { origin } = new URL(authorizationUrl);
    while (location?.startsWith(origin)) {
      const isAsked = location.includes('/interaction/');
      ({ location, status, response } = await this.go(location, isAsked ? { sub } : undefined));
    }
    if (!location) throw new Error(`the provider led nowhere: ${status} ${await response.text()}`);
    return location;
  }

  /** All of it. Returns where the person ends up. */
  async signIn({ sub }: ProviderPerson, next?: string): Promise<string | null> {
    return (await this.go(await this.signInAt(await this.start(next), sub))).location;
  }
}

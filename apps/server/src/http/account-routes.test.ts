import { afterEach, describe, expect, it } from 'vitest';
import { startApp } from './app-fixture.ts';

let stop = async () => {};
afterEach(() => stop());

async function start(...input: Parameters<typeof startApp>) {
  const fixture = await startApp(...input);
  stop = () => fixture.app.close();
  return fixture;
}

describe('signing in as a guest', () => {
  it('makes someone of a name, in a cookie that scripts and other sites cannot use', async () => {
    const { guest } = await start();
    const aki = await guest('  Aki  ');
    expect(aki.cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    expect(aki.cookie.secure).toBeUndefined();
    expect((await aki.call('GET', '/api/me')).json()).toEqual({
      user: { userId: aki.userId, name: 'Aki', avatarUrl: null, kind: 'guest' },
      signIn: { guests: true, google: false, provider: null },
      mayCreateRooms: true,
      roomCreators: 'anyone',
    });
  });

  it('keeps the cookie to HTTPS on any host but this machine', async () => {
    const { app } = await start();
    const headers = { host: 'meet.example.org' };
    const answer = await app.inject({ method: 'POST', url: '/api/guest', payload: { name: 'Aki' }, headers });
    expect(answer.cookies[0]).toMatchObject({ secure: true });
  });

  it('renames the guest who is signed in', async () => {
    const { guest } = await start();
    const aki = await guest('Aki');
    expect((await aki.call('POST', '/api/guest', { name: '秋' })).json().user).toMatchObject({ name: '秋' });
    expect((await aki.call('GET', '/api/me')).json().user).toMatchObject({ userId: aki.userId, name: '秋' });
  });

  it.each([{ name: '' }, { name: '   ' }, { name: 'x'.repeat(61) }, { name: 'a\u0000b' }, { name: 7 }, {}])(
    'refuses the name %j',
    async (payload) => {
      const { app } = await start();
      const answer = await app.inject({ method: 'POST', url: '/api/guest', payload });
      expect(answer.statusCode).toBe(400);
      expect(answer.json().error.code).toBe('invalid_request');
      expect(answer.cookies).toEqual([]);
    },
  );

  it('is refused where guests are not allowed', async () => {
    const { app } = await start({ guestsAllowed: false });
    const answer = await app.inject({ method: 'POST', url: '/api/guest', payload: { name: 'Aki' } });
    expect(answer.statusCode).toBe(403);
    expect(answer.json().error.code).toBe('guests_not_allowed');
  });

  it('is worth nothing any more where guests are no longer allowed', async () => {
    const { cookie, call } = await (await start()).guest('Aki');
    expect((await call('GET', '/api/me')).json().user).not.toBeNull();
    const changed = await start({ guestsAllowed: false });
    const answer = await changed.app.inject({ url: '/api/me', cookies: { [cookie.name]: cookie.value } });
    expect(answer.json()).toMatchObject({ user: null, mayCreateRooms: false });
  });

  it('is limited by address', async () => {
    const { app } = await start();
    const once = () => app.inject({ method: 'POST', url: '/api/guest', payload: { name: 'Aki' } });
    for (let call = 0; call < 60; call++) expect((await once()).statusCode).toBe(200);
    const refused = await once();
    expect(refused.statusCode).toBe(429);
    expect(refused.json().error).toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('a login', () => {
  it('is over for good after signing out, also for who kept the cookie', async () => {
    const { guest } = await start();
    const aki = await guest('Aki');
    expect((await aki.call('POST', '/api/logout')).statusCode).toBe(204);
    expect((await aki.call('GET', '/api/me')).json().user).toBeNull();
    expect((await aki.call('POST', '/api/rooms', {})).statusCode).toBe(401);
  });

  it('is over in meetings too, and nobody else’s is', async () => {
    const { guest, closedSockets } = await start();
    const [aki, ben] = [await guest('Aki'), await guest('Ben')];
    await aki.call('POST', '/api/logout');
    await aki.call('POST', '/api/logout');
    expect(closedSockets).toEqual([{ userId: aki.userId, sessionId: expect.any(String) }]);
    expect((await ben.call('GET', '/api/me')).json().user).toMatchObject({ name: 'Ben' });
  });

  it('cannot be made from a changed cookie or from another token of ours', async () => {
    const { app, signer, ticketSigner, guest } = await start();
    const aki = await guest('Aki');
    const session = JSON.parse(Buffer.from(aki.cookie.value.split('.')[1] ?? '', 'base64url').toString()).jti as string;
    const request = { audience: 'cline-meet/login', subject: aki.userId, tokenId: session, ttlSeconds: 60 };
    const ofAnotherKind = await signer.sign({ ...request, audience: 'cline-meet/hub' });
    const byAnotherService = await ticketSigner.sign(request);
    for (const value of [ofAnotherKind, byAnotherService, `${aki.cookie.value}x`, 'nonsense', '']) {
      const answer = await app.inject({ url: '/api/me', cookies: { [aki.cookie.name]: value } });
      expect(answer.json().user).toBeNull();
    }
  });
});

describe('the cookie', () => {
  const DAY_MS = 24 * 3_600_000;

  it('is signed anew when it is old, for the same session and no longer than that', async () => {
    const { app, clock, guest } = await start();
    const { cookie, userId } = await guest('Aki');
    const ask = (value: string) => app.inject({ url: '/api/me', cookies: { [cookie.name]: value } });
    clock.nowMs += 6 * DAY_MS;
    expect((await ask(cookie.value)).cookies).toEqual([]);
    clock.nowMs += 2 * DAY_MS;
    const renewed = (await ask(cookie.value)).cookies[0];
    expect(renewed).toMatchObject({ name: cookie.name, httpOnly: true, sameSite: 'Lax' });
    expect(renewed?.maxAge).toBe((cookie.maxAge ?? 0) - (8 * DAY_MS) / 1000);
    expect((await ask(renewed?.value ?? '')).json().user).toMatchObject({ userId });
  });
});

describe('published keys', () => {
  it.each(['/api/auth/keys', '/api/gateway/keys'])('%s are public halves', async (url) => {
    const { app } = await start();
    const answer = await app.inject(url);
    expect(answer.headers['content-type']).toMatch(/^application\/jwk-set\+json/);
    const key = {
      kty: 'OKP',
      crv: 'Ed25519',
      x: expect.any(String),
      kid: expect.any(String),
      alg: 'EdDSA',
      use: 'sig',
    };
    expect(answer.json()).toEqual({ keys: [key] });
  });
});

describe('requests from other sites', () => {
  it.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example.org' },
    { origin: 'null' },
  ])('may change nothing: %j', async (headers) => {
    const { app, guest } = await start();
    const { cookie } = await guest('Aki');
    const cookies = { [cookie.name]: cookie.value };
    const answer = await app.inject({ method: 'POST', url: '/api/rooms', payload: {}, headers, cookies });
    expect(answer.statusCode).toBe(403);
    expect(answer.json().error.code).toBe('forbidden');
  });
});

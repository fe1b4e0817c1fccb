import { afterEach, describe, expect, it } from 'vitest';
import { aki, startSignInRig } from './sign-in-rig.ts';

let stop = async () => {};
afterEach(() => stop());

async function start(...input: Parameters<typeof startSignInRig>) {
  const rig = await startSignInRig(...input);
  stop = rig.stop;
  return { ...rig, provider: await rig.openProvider() };
}

describe('signing in with the provider', () => {
  it('leads back to where the person was, as who they are', async () => {
    const { browser, url } = await start();
    const ana = browser();
    expect(await ana.signIn(aki, '/abc-mnop-xyz')).toBe(`${url}/abc-mnop-xyz`);
    expect(await ana.me()).toEqual({
      user: { userId: expect.any(String), name: 'Aki', avatarUrl: aki.picture, kind: 'google' },
      signIn: { guests: true, google: true, provider: 'Google' },
      mayCreateRooms: true,
      roomCreators: 'anyone',
    });
    expect([...ana.cookies().keys()]).toEqual(['cline_meet_session']);
  });

  it('asks for a code with PKCE, state and nonce, and keeps what it must remember from scripts and other paths', async () => {
    const { browser, issuer } = await start();
    const { location, response } = await browser().go('/api/auth/google');
    const asked = new URL(location ?? '');
    expect(asked.origin).toBe(issuer);
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      response_type: 'code',
      scope: 'openid email profile',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    const cookie = response.headers.getSetCookie()[0];
    expect(cookie).toMatch(/^cline_meet_sign_in_[\w-]{43}=/);
    expect(cookie).toContain('Max-Age=600; Path=/api/auth/google; HttpOnly; SameSite=Lax');
  });

  it('is the same account each time, with the name and picture of now', async () => {
    const person = { ...aki };
    const { browser } = await start({}, { people: [person] });
    const first = browser();
    await first.signIn(person);
    const before = await first.me();
    Object.assign(person, { name: 'Aki Mori', picture: 'http://insecure.example.org/aki.png' });
    const second = browser();
    await second.signIn(person);
    const after = await second.me();
    expect(after.user).toEqual({ ...before.user, name: 'Aki Mori', avatarUrl: null });
  });

  it('asks the userinfo endpoint of a provider whose ID tokens say little', async () => {
    const { browser } = await start({}, { claimsInIdToken: false });
    const ana = browser();
    await ana.signIn(aki);
    expect((await ana.me()).user).toMatchObject({ name: 'Aki', avatarUrl: aki.picture });
  });

  it('ends the session of the guest who signs in', async () => {
    const { browser, app, guest, closedSockets } = await start();
    const { cookie, userId, call } = await guest('Guest');
    const ana = browser();
    ana.cookies().set(cookie.name, cookie.value);
    await ana.signIn(aki);
    expect((await ana.me()).user).toMatchObject({ kind: 'google' });
    expect((await ana.me()).user?.userId).not.toBe(userId);
    expect((await call('GET', '/api/me')).json().user).toBeNull();
    expect(closedSockets).toEqual([{ userId, sessionId: expect.any(String) }]);
    expect((await app.inject('/api/me')).json().user).toBeNull();
  });

  it('may run in two tabs at once', async () => {
    const { browser, url } = await start();
    const ana = browser();
    const [first, second] = [await ana.start('/aaa-aaaa-aaa'), await ana.start('/bbb-bbbb-bbb')];
    expect((await ana.go(await ana.signInAt(first, aki.sub))).location).toBe(`${url}/aaa-aaaa-aaa`);
    expect((await ana.go(await ana.signInAt(second, aki.sub))).location).toBe(`${url}/bbb-bbbb-bbb`);
  });

  it('keeps few sign-ins of one browser that never come back', async () => {
    const { browser } = await start();
    const ana = browser();
    for (let tab = 0; tab < 8; tab++) await ana.start();
    expect(ana.cookies().size).toBe(4);
  });

  it('keeps to the public address behind a proxy', async () => {
    const { browser } = await start({ publicUrl: 'https://meet.example.org' });
    const asked = new URL(await browser().start());
    expect(asked.searchParams.get('redirect_uri')).toBe('https://meet.example.org/api/auth/google/callback');
  });
});

describe('a person who does not sign in after all', () => {
  it('is led back to the page where they were, and told', async () => {
    const { browser, url } = await start();
    const ana = browser();
    const back = await ana.signInAt(await ana.start('/abc-mnop-xyz'), '');
    expect((await ana.go(back)).location).toBe(`${url}/abc-mnop-xyz?error=sign_in_cancelled`);
    expect((await ana.me()).user).toBeNull();
  });
});

describe('a provider that is down', () => {
  it('is told of where the person was, and asked again the next time', async () => {
    const rig = await startSignInRig();
    stop = rig.stop;
    const down = rig.browser();
    expect(await down.start('/abc-mnop-xyz')).toBe(`${rig.url}/abc-mnop-xyz?error=sign_in_unavailable`);
    expect((await down.me()).user).toBeNull();
    await rig.openProvider();
    expect(await down.signIn(aki)).toBe(`${rig.url}/`);
  });
});

describe('a server without a provider', () => {
  it('has no such address', async () => {
    const { browser } = await start({ signIn: null });
    expect((await browser().go('/api/auth/google')).status).toBe(404);
  });
});

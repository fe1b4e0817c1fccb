import { generateKeyPair, type JWTPayload } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { otherClientId } from '../auth/provider-fixture.ts';
import { aki, type Browser, mallory, startSignInRig } from './sign-in-rig.ts';

const SESSION = 'cline_meet_session';

let stop = async () => {};
afterEach(() => stop());

async function start(...input: Parameters<typeof startSignInRig>) {
  const rig = await startSignInRig(...input);
  stop = rig.stop;
  return { ...rig, victim: rig.browser(), attacker: rig.browser(), provider: await rig.openProvider() };
}

/** Opens the address as the person's browser and expects them to be nobody, and to be told so. */
async function expectNoSession(person: Browser, address: string, error = 'sign_in_failed') {
  const { location } = await person.go(address);
  expect(new URL(location ?? '').searchParams.get('error')).toBe(error);
  expect(person.cookies().has(SESSION)).toBe(false);
  expect((await person.me()).user).toBeNull();
}

function changed(address: string, change: (query: URLSearchParams) => void): string {
  const url = new URL(address);
  change(url.searchParams);
  return url.href;
}

describe('the way back from the provider', () => {
  it('needs a state', async () => {
    const { victim } = await start();
    const back = await victim.signInAt(await victim.start(), aki.sub);
    await expectNoSession(
      victim,
      changed(back, (query) => query.delete('state')),
    );
    await expectNoSession(
      victim,
      changed(back, (query) => query.append('state', 'another')),
    );
  });

  it('needs the state that this browser was given: a swapped one signs nobody in', async () => {
    const { victim, attacker } = await start();
    const others = await attacker.signInAt(await attacker.start(), aki.sub);
    await expectNoSession(victim, others);
    const own = await victim.signInAt(await victim.start(), aki.sub);
    const stateOfOthers = new URL(others).searchParams.get('state') ?? '';
    await expectNoSession(
      victim,
      changed(own, (query) => query.set('state', stateOfOthers)),
    );
  });

  it('takes no code of someone else under the own state', async () => {
    const { victim, attacker } = await start();
    const codeOfOthers =
      new URL(await attacker.signInAt(await attacker.start(), aki.sub)).searchParams.get('code') ?? '';
    const own = await victim.signInAt(await victim.start(), aki.sub);
    await expectNoSession(
      victim,
      changed(own, (query) => query.set('code', codeOfOthers)),
    );
  });

  it('takes no cookie that was moved to another state', async () => {
    const { victim } = await start();
    const [first, second] = [await victim.start(), await victim.start()];
    const back = await victim.signInAt(second, aki.sub);
    const nameOf = (address: string) => `cline_meet_sign_in_${new URL(address).searchParams.get('state')}`;
    victim.cookies().set(nameOf(second), victim.cookies().get(nameOf(first)) ?? '');
    await expectNoSession(victim, back);
  });

  it('works once, even for who kept the cookie', async () => {
    const { victim, url } = await start();
    const address = await victim.start();
    const kept = [...victim.cookies()];
    const back = await victim.signInAt(address, aki.sub);
    expect((await victim.go(back)).location).toBe(`${url}/`);
    victim.cookies().delete(SESSION);
    await expectNoSession(victim, back);
    for (const [name, value] of kept) victim.cookies().set(name, value);
    await expectNoSession(victim, back);
  });

  it('ends when its time is over', async () => {
    const { victim, clock } = await start();
    const back = await victim.signInAt(await victim.start(), aki.sub);
    clock.nowMs += 11 * 60_000;
    await expectNoSession(victim, back);
  });

  it('takes no cookie without a verifier, nor another token of ours in its place', async () => {
    const { victim, signer } = await start();
    const address = await victim.start();
    const back = await victim.signInAt(address, aki.sub);
    const asked = new URL(address).searchParams;
    const claims = {
      state: asked.get('state'),
      nonce: asked.get('nonce'),
      redirectUri: asked.get('redirect_uri'),
      next: '/',
    };
    const forge = (audience: string, extra: object) =>
      signer.sign({
        audience,
        subject: 'sign-in',
        tokenId: crypto.randomUUID(),
        ttlSeconds: 60,
        claims: { ...claims, ...extra },
      });
    const forged = [
      await forge('cline-meet/sign-in', {}),
      await forge('cline-meet/login', { codeVerifier: 'x'.repeat(43) }),
      await forge('cline-meet/sign-in', { codeVerifier: 'x'.repeat(43) }),
    ];
    for (const token of forged) {
      victim.cookies().set(`cline_meet_sign_in_${claims.state}`, token);
      await expectNoSession(victim, back);
    }
  });
});

describe('what is asked of the provider', () => {
  it.each([
    ['a challenge of another verifier', (query: URLSearchParams) => query.set('code_challenge', 'x'.repeat(43))],
    ['the nonce of a sign-in before', (query: URLSearchParams) => query.set('nonce', 'n-0S6_WzA2Mj')],
    ['no nonce', (query: URLSearchParams) => query.delete('nonce')],
    ['the client id of another program', (query: URLSearchParams) => query.set('client_id', otherClientId)],
    [
      'another of our own addresses to come back to',
      (query: URLSearchParams) =>
        query.set('redirect_uri', (query.get('redirect_uri') ?? '').replace('127.0.0.1', 'localhost')),
    ],
  ])('may not be altered to %s', async (_what, change) => {
    const { victim, url } = await start();
    const back = new URL(await victim.signInAt(changed(await victim.start(), change), aki.sub));
    await expectNoSession(victim, `${url}${back.pathname}${back.search}`);
  });

  it('may not be altered to come back to another site, nor to go without PKCE', async () => {
    const { victim } = await start();
    const address = await victim.start();
    const elsewhere = changed(address, (query) => query.set('redirect_uri', 'https://evil.example.org/'));
    expect(await victim.go(elsewhere)).toMatchObject({ status: 400, location: null });
    const unprotected = changed(address, (query) => {
      query.delete('code_challenge');
      query.delete('code_challenge_method');
    });
    await expectNoSession(victim, await victim.signInAt(unprotected, aki.sub));
  });
});

describe('an ID token', () => {
  const lies: [string, (claims: JWTPayload) => JWTPayload][] = [
    ['for another program', (claims) => ({ ...claims, aud: otherClientId })],
    ['for another program too', (claims) => ({ ...claims, aud: [String(claims.aud), otherClientId] })],
    ['of another issuer', (claims) => ({ ...claims, iss: 'https://accounts.google.com' })],
    ['with the nonce of a sign-in before', (claims) => ({ ...claims, nonce: 'n-0S6_WzA2Mj' })],
    ['that has expired', (claims) => ({ ...claims, exp: (claims.iat ?? 0) - 3600 })],
    ['without a subject', ({ sub: _sub, ...claims }) => claims],
  ];

  it.each(lies)('%s signs nobody in', async (_what, about) => {
    const { victim, provider } = await start();
    provider.lie.about = about;
    await expectNoSession(victim, await victim.signInAt(await victim.start(), aki.sub));
  });

  it('that tells the truth signs in, when this rig writes it', async () => {
    const { victim, provider, url } = await start();
    provider.lie.about = (claims) => claims;
    expect(await victim.signIn(aki)).toBe(`${url}/`);
  });

  it('that the provider did not sign signs nobody in', async () => {
    const { victim, provider } = await start();
    provider.lie.about = (claims) => claims;
    provider.lie.key = (await generateKeyPair('RS256')).privateKey;
    await expectNoSession(victim, await victim.signInAt(await victim.start(), aki.sub));
  });
});

describe('an e-mail address that is not verified', () => {
  it.each([true, false])('signs nobody in (told in the ID token: %s)', async (claimsInIdToken) => {
    const { victim } = await start({}, { claimsInIdToken });
    const back = await victim.signInAt(await victim.start(), mallory.sub);
    await expectNoSession(victim, back, 'sign_in_email_unverified');
  });

  it('signs nobody in where the provider says nothing of it', async () => {
    const { victim } = await start({}, { people: [{ sub: 'silent', name: 'S', email: 'ceo@example.org' }] });
    const back = await victim.signInAt(await victim.start(), 'silent');
    await expectNoSession(victim, back, 'sign_in_email_unverified');
  });
});

describe('the page to come back to', () => {
  it.each([
    '//evil.example.org',
    '/\\evil.example.org',
    '/%5Cevil.example.org',
    '%2F%2Fevil.example.org',
    '%2F%5Cevil.example.org',
    '%252F%252Fevil.example.org',
    '/%252Fevil.example.org',
    'https:evil.example.org',
    'https://evil.example.org/',
    'javascript:alert(1)',
    '/a%0d%0aLocation:%20https://evil.example.org',
    '/%09/evil.example.org',
    '/a/../../evil',
    '/@evil.example.org',
    '/abc-mnop-xyz?next=//evil.example.org',
    `/${'a'.repeat(300)}`,
    '/a&next=//evil.example.org',
  ])('is never %s', async (next) => {
    const { victim, url, issuer } = await start();
    const location = await victim.start(next);
    expect(location).toBe(`${url}/?error=sign_in_failed`);
    expect(location).not.toContain(issuer);
    expect(victim.cookies().size).toBe(0);
  });
});

describe('a session cookie that someone else put there', () => {
  it('never becomes the session of who signs in', async () => {
    const { victim, guest } = await start();
    const planted = await guest('Attacker');
    victim.cookies().set(SESSION, planted.cookie.value);
    await victim.signIn(aki);
    expect(victim.cookies().get(SESSION)).not.toBe(planted.cookie.value);
    expect((await victim.me()).user).toMatchObject({ name: 'Aki' });
    expect((await planted.call('GET', '/api/me')).json().user).toBeNull();
  });

  it('of no known session is replaced as well', async () => {
    const { victim } = await start();
    victim.cookies().set(SESSION, 'planted');
    await victim.signIn(aki);
    expect(victim.cookies().get(SESSION)).not.toBe('planted');
    expect((await victim.me()).user).toMatchObject({ name: 'Aki' });
  });
});

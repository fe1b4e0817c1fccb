import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type JWTVerifyGetKey, SignJWT } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';
import { createSigningKey, SigningKeys } from './signing-keys.ts';
import { PublishedKeys, TokenSigner, TokenVerifier } from './tokens.ts';

const request = { audience: 'a', subject: 's', tokenId: 't', ttlSeconds: 60, claims: { name: 'Aki' } };
const clock = { nowMs: 0, now: () => clock.nowMs };
const stops: (() => void)[] = [];

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function start() {
  clock.nowMs = Date.now();
  const keys = await SigningKeys.of([await createSigningKey(clock.now())], clock);
  const signer = new TokenSigner('cline-meet/auth', keys, clock);
  return { keys, signer, verifier: verifierOf(keys.find) };
}

const verifierOf = (find: JWTVerifyGetKey) => new TokenVerifier('cline-meet/auth', find, clock);

describe('a token', () => {
  it('is good until it expires', async () => {
    const { signer, verifier } = await start();
    const token = await signer.sign(request);
    expect(await verifier.verify(token, 'a')).toMatchObject({ sub: 's', jti: 't', name: 'Aki' });
    clock.nowMs += 70_000;
    expect(await verifier.verify(token, 'a')).toBeNull();
  });

  it('is good for its audience, of its issuer, by its key, as it was signed', async () => {
    const { keys, signer, verifier } = await start();
    const token = await signer.sign(request);
    expect(await verifier.verify(token, 'b')).toBeNull();
    const ofTheGateway = await new TokenSigner('cline-meet/gateway', keys, clock).sign(request);
    expect(await verifier.verify(ofTheGateway, 'a')).toBeNull();
    const other = await start();
    expect(await other.verifier.verify(token, 'a')).toBeNull();
    const [header, payload, signature] = token.split('.');
    const forged = Buffer.from(payload ?? '', 'base64url')
      .toString()
      .replace('"s"', '"x"');
    const changed = `${header}.${Buffer.from(forged).toString('base64url')}.${signature}`;
    expect(await verifier.verify(changed, 'a')).toBeNull();
    expect(await verifier.verify('nonsense', 'a')).toBeNull();
  });

  it('is nothing without a signature, or signed with the public key as a shared secret', async () => {
    const { keys, signer, verifier } = await start();
    const [, payload] = (await signer.sign(request)).split('.');
    const { kid, x } = keys.publicSet.keys[0] ?? {};
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none', kid })).toString('base64url');
    expect(await verifier.verify(`${unsigned}.${payload}.`, 'a')).toBeNull();
    const claims = { sub: 's', jti: 't', iss: 'cline-meet/auth', aud: 'a', iat: 0, exp: 9_999_999_999 };
    const confused = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', ...(kid && { kid }) })
      .sign(new TextEncoder().encode(x ?? ''));
    expect(await verifier.verify(confused, 'a')).toBeNull();
  });
});

describe('keys that another process publishes', () => {
  async function publish(answer: () => { status: number; body: string }) {
    const asked = { times: 0 };
    const server = createServer((_request, response) => {
      asked.times += 1;
      const { status, body } = answer();
      response.writeHead(status, { 'content-type': 'application/jwk-set+json' }).end(body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
    const published = new PublishedKeys(url, createLogger('silent'));
    stops.push(
      () => published.close(),
      () => server.close(),
    );
    return { asked, verifier: verifierOf(published.find) };
  }

  it('verify what it signed, asked for once', async () => {
    const { keys, signer } = await start();
    const { asked, verifier } = await publish(() => ({ status: 200, body: JSON.stringify(keys.publicSet) }));
    const tokens = await Promise.all(Array.from({ length: 5 }, () => signer.sign(request)));
    for (const token of tokens) expect(await verifier.verify(token, 'a')).toMatchObject({ sub: 's' });
    expect(asked.times).toBe(1);
  });

  it('are not asked for again by each token of a key that is not there', async () => {
    const { keys } = await start();
    const { asked, verifier } = await publish(() => ({ status: 200, body: JSON.stringify(keys.publicSet) }));
    for (let count = 0; count < 5; count += 1) {
      const stranger = await start();
      expect(await verifier.verify(await stranger.signer.sign(request), 'a')).toBeNull();
    }
    expect(asked.times).toBe(1);
  });

  it('say nothing about a token while they cannot be had', async () => {
    const { keys, signer } = await start();
    let isUp = false;
    const { verifier } = await publish(() =>
      isUp ? { status: 200, body: JSON.stringify(keys.publicSet) } : { status: 503, body: 'no' },
    );
    const token = await signer.sign(request);
    await expect(verifier.verify(token, 'a')).rejects.toThrow();
    isUp = true;
    expect(await verifier.verify(token, 'a')).toMatchObject({ sub: 's' });
  });
});

import { mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createSigningKey, loadSigningKey, Tokens } from './tokens.ts';

const request = { audience: 'a', subject: 's', tokenId: 't', ttlSeconds: 60, claims: { name: 'Aki' } };

function stillClock(nowMs: number) {
  return {
    nowMs,
    now() {
      return this.nowMs;
    },
  };
}

describe('Tokens', () => {
  it('verifies what it signed, until it expires', async () => {
    const clock = stillClock(1_700_000_000_000);
    const tokens = await Tokens.create(await createSigningKey('k'), clock);
    const token = await tokens.sign(request);
    expect(await tokens.verify(token, 'a')).toMatchObject({ sub: 's', jti: 't', name: 'Aki' });
    clock.nowMs += 70_000;
    expect(await tokens.verify(token, 'a')).toBeNull();
  });

  it('refuses another audience, another key, and a changed token', async () => {
    const clock = stillClock(Date.now());
    const tokens = await Tokens.create(await createSigningKey('k'), clock);
    const others = await Tokens.create(await createSigningKey('k'), clock);
    const token = await tokens.sign(request);
    expect(await tokens.verify(token, 'b')).toBeNull();
    expect(await others.verify(token, 'a')).toBeNull();
    const [header, payload, signature] = token.split('.');
    const forged = Buffer.from(payload ?? '', 'base64url')
      .toString()
      .replace('"s"', '"x"');
    expect(await tokens.verify(`${header}.${Buffer.from(forged).toString('base64url')}.${signature}`, 'a')).toBeNull();
  });

  it('refuses a token without a signature, and one signed with the public key as a shared secret', async () => {
    const tokens = await Tokens.create(await createSigningKey('k'), stillClock(Date.now()));
    const [, payload] = (await tokens.sign(request)).split('.');
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none', kid: 'k' })).toString('base64url');
    expect(await tokens.verify(`${unsigned}.${payload}.`, 'a')).toBeNull();
    const publicX = new TextEncoder().encode(tokens.jwks.keys[0]?.x ?? '');
    const confused = await new SignJWT({ sub: 's', jti: 't', iss: 'cline-meet', aud: 'a', exp: 9_999_999_999 })
      .setProtectedHeader({ alg: 'HS256', kid: 'k' })
      .sign(publicX);
    expect(await tokens.verify(confused, 'a')).toBeNull();
  });

  it('publishes no private half', async () => {
    const tokens = await Tokens.create(await createSigningKey('k'), stillClock(0));
    expect(tokens.jwks.keys).toEqual([
      { kty: 'OKP', crv: 'Ed25519', x: expect.any(String), kid: 'k', alg: 'EdDSA', use: 'sig' },
    ]);
  });
});

it('keeps the key in a file for its owner alone', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'cline-meet-')), 'key.json');
  const key = await loadSigningKey(path);
  expect(await loadSigningKey(path)).toEqual(key);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

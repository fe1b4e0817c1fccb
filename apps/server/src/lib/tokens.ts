import { readFile, rename, writeFile } from 'node:fs/promises';
import {
  type CryptoKey,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import type { Clock } from './clock.ts';

/** The one algorithm that is signed with and accepted (RFC 8037). */
const ALGORITHM = 'EdDSA';
const ISSUER = 'cline-meet';
const CLOCK_TOLERANCE_SECONDS = 5;

/** The private key as a JWK (RFC 7517), with the `kid` that its tokens name. */
export type SigningKey = JWK & { kid: string };

export async function createSigningKey(kid: string): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
  return { ...(await exportJWK(privateKey)), kid };
}

/** Reads the key from a file that only its owner may read, or makes it there, so that sign-ins survive a restart. */
export async function loadSigningKey(path: string): Promise<SigningKey> {
  const stored = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (stored !== null) return JSON.parse(stored) as SigningKey;
  const key = await createSigningKey(crypto.randomUUID());
  // A crash must not leave half a key behind.
  const draft = `${path}.new`;
  await writeFile(draft, JSON.stringify(key), { mode: 0o600 });
  await rename(draft, path);
  return key;
}

export interface TokenRequest {
  audience: string;
  subject: string;
  tokenId: string;
  ttlSeconds: number;
  claims?: Record<string, unknown>;
}

/** Signs and verifies this product's own tokens (JWT, RFC 7519). */
export class Tokens {
  readonly #clock: Clock;
  readonly #key: CryptoKey | Uint8Array;
  readonly #kid: string;
  /** The public halves (RFC 7517, section 5), for those who verify elsewhere. */
  readonly jwks: JSONWebKeySet;
  readonly #keySet: ReturnType<typeof createLocalJWKSet>;

  private constructor(clock: Clock, key: CryptoKey | Uint8Array, kid: string, jwks: JSONWebKeySet) {
    this.#clock = clock;
    this.#key = key;
    this.#kid = kid;
    this.jwks = jwks;
    this.#keySet = createLocalJWKSet(jwks);
  }

  static async create(signingKey: SigningKey, clock: Clock): Promise<Tokens> {
    const { d: _secret, ...publicKey } = signingKey;
    const jwks = { keys: [{ ...publicKey, alg: ALGORITHM, use: 'sig' }] };
    return new Tokens(clock, await importJWK(signingKey, ALGORITHM), signingKey.kid, jwks);
  }

  sign({ audience, subject, tokenId, ttlSeconds, claims }: TokenRequest): Promise<string> {
    const nowSeconds = Math.floor(this.#clock.now() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, kid: this.#kid })
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setSubject(subject)
      .setJti(tokenId)
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + ttlSeconds)
      .sign(this.#key);
  }

  /** The claims of a token that we signed for this audience and that has not expired; null for any other. */
  async verify(token: string, audience: string): Promise<JWTPayload | null> {
    try {
      const { payload } = await jwtVerify(token, this.#keySet, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience,
        requiredClaims: ['exp', 'sub', 'jti'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(this.#clock.now()),
      });
      return payload;
    } catch {
      return null;
    }
  }
}

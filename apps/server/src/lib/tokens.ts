import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify, SignJWT } from 'jose';
import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';
import { ALGORITHM, type SigningKeys } from './signing-keys.ts';

const CLOCK_TOLERANCE_SECONDS = 5;
const FETCH_TIMEOUT_MS = 3000;
/** A key that its owner has withdrawn is good for no longer than this. */
const REFETCH_INTERVAL_MS = 60_000;

/** Who signs: what one of them signed is worth nothing as the other's. */
export type Issuer = 'cline-meet/auth' | 'cline-meet/gateway';

export interface TokenRequest {
  audience: string;
  subject: string;
  tokenId: string;
  ttlSeconds: number;
  claims?: Record<string, unknown>;
}

/** Signs this product's own tokens (JWT, RFC 7519). */
export class TokenSigner {
  readonly #issuer: Issuer;
  readonly #keys: SigningKeys;
  readonly #clock: Clock;

  constructor(issuer: Issuer, keys: SigningKeys, clock: Clock) {
    this.#issuer = issuer;
    this.#keys = keys;
    this.#clock = clock;
  }

  sign({ audience, subject, tokenId, ttlSeconds, claims }: TokenRequest): Promise<string> {
    const nowSeconds = Math.floor(this.#clock.now() / 1000);
    const { kid, key } = this.#keys.current;
    return new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, kid })
      .setIssuer(this.#issuer)
      .setAudience(audience)
      .setSubject(subject)
      .setJti(tokenId)
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + ttlSeconds)
      .sign(key);
  }
}

export type TokenPayload = JWTPayload & Required<Pick<JWTPayload, 'exp' | 'iat' | 'sub' | 'jti'>>;

/** Verifies what one issuer signed. */
export class TokenVerifier {
  readonly #issuer: Issuer;
  readonly #findKey: JWTVerifyGetKey;
  readonly #clock: Clock;

  constructor(issuer: Issuer, findKey: JWTVerifyGetKey, clock: Clock) {
    this.#issuer = issuer;
    this.#findKey = findKey;
    this.#clock = clock;
  }

  /**
   * The claims of a token that the issuer signed for this audience and that has not expired; null for any other. Throws
   * where the issuer's keys cannot be had, since that says nothing about the token.
   */
  async verify(token: string, audience: string): Promise<TokenPayload | null> {
    try {
      const { payload } = await jwtVerify<TokenPayload>(token, this.#findKey, {
        algorithms: [ALGORITHM],
        issuer: this.#issuer,
        audience,
        requiredClaims: ['exp', 'iat', 'sub', 'jti'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(this.#clock.now()),
      });
      return payload;
    } catch (error) {
      if (isAboutTheToken(error)) return null;
      throw error;
    }
  }
}

/** The keys that another process publishes, fetched again when a token names an unknown one, and from time to time. */
export class PublishedKeys {
  readonly #keys: ReturnType<typeof createRemoteJWKSet>;
  readonly #timer: NodeJS.Timeout;

  constructor(url: string, log: Logger) {
    // Kept while the publisher is away: what it signed before is as good as it was.
    this.#keys = createRemoteJWKSet(new URL(url), { cacheMaxAge: Infinity, timeoutDuration: FETCH_TIMEOUT_MS });
    const refetch = () => this.#keys.reload().catch((error) => log.warn({ err: error, url }, 'keys not fetched'));
    this.#timer = setInterval(refetch, REFETCH_INTERVAL_MS).unref();
  }

  readonly find: JWTVerifyGetKey = (header, token) => this.#keys(header, token);

  close(): void {
    clearInterval(this.#timer);
  }
}

/** What is wrong with a token. Everything else is about the keys: no answer, or one that holds none. */
const tokenErrors = [
  errors.JWSInvalid,
  errors.JWTInvalid,
  errors.JWTExpired,
  errors.JWTClaimValidationFailed,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

function isAboutTheToken(error: unknown): boolean {
  return tokenErrors.some((kind) => error instanceof kind);
}

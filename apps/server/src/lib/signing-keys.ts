import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import {
  type CryptoKey,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTVerifyGetKey,
} from 'jose';
import * as z from 'zod/mini';
import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';

/** The one algorithm that is signed with and accepted (RFC 8037). */
export const ALGORITHM = 'EdDSA';
const RELOAD_INTERVAL_MS = 30_000;
/** A new key signs only when every process has read its file and every verifier has fetched its public half. */
export const ACTIVATION_SECONDS = 120;

/** A private key as a JWK (RFC 7517) with the `kid` that its tokens name and the second in which it was made. */
const SigningKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string(),
  kid: z.string(),
  iat: z.number(),
});
export type SigningKey = z.infer<typeof SigningKey>;
const KeyFile = z.object({ keys: z.array(SigningKey).check(z.minLength(1)) });

/** Thrown for a key file that is none. The message is the one line that the operator reads. */
export class BadKeyFile extends Error {
  constructor(path: string, cause: unknown) {
    const { code, name } = cause as NodeJS.ErrnoException;
    super(`"${path}" is not a file of signing keys (${code ?? name})`);
    this.name = 'BadKeyFile';
  }
}

export async function createSigningKey(nowMs: number, kid: string = randomUUID()): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
  return SigningKey.parse({ ...(await exportJWK(privateKey)), kid, iat: Math.floor(nowMs / 1000) });
}

/**
 * Puts a new key before those of the file and forgets the oldest, so that `keep` are left. Returns the new one, which
 * signs {@link ACTIVATION_SECONDS} after `fromMs`.
 */
export async function rotateSigningKeys(path: string, keep: number, fromMs: number): Promise<SigningKey> {
  const key = await createSigningKey(fromMs);
  const keys = [key, ...(await readKeys(path))].slice(0, keep);
  await rename(await draftOf(path, keys), path);
  return key;
}

/**
 * The keys of a file, newest first. The newest that has been there for {@link ACTIVATION_SECONDS} signs; the public halves
 * of all are published, so that what the former ones signed stays good. The file is read again when it changes.
 */
export class SigningKeys {
  readonly #clock: Clock;
  #loaded: Loaded;
  #timer: NodeJS.Timeout | null = null;

  private constructor(clock: Clock, loaded: Loaded) {
    this.#clock = clock;
    this.#loaded = loaded;
  }

  static async of(keys: readonly SigningKey[], clock: Clock): Promise<SigningKeys> {
    return new SigningKeys(clock, await load(keys));
  }

  /** Opens a file that only its owner may read, made where there is none. Throws a {@link BadKeyFile}. */
  static async open(path: string, clock: Clock, log: Logger): Promise<SigningKeys> {
    const keys = new SigningKeys(clock, await load(await readOrCreate(path, clock)));
    let readAt = (await stat(path)).mtimeMs;
    keys.#timer = setInterval(async () => {
      try {
        const { mtimeMs } = await stat(path);
        if (mtimeMs === readAt) return;
        keys.#loaded = await load(await readKeys(path));
        readAt = mtimeMs;
        log.info({ kids: keys.publicSet.keys.map(({ kid }) => kid) }, 'signing keys read again');
      } catch (error) {
        log.error({ err: error }, 'signing keys not read again');
      }
    }, RELOAD_INTERVAL_MS).unref();
    return keys;
  }

  /** The public halves (RFC 7517, section 5). */
  get publicSet(): JSONWebKeySet {
    return this.#loaded.publicSet;
  }

  /** The key to sign with now. */
  get current(): { kid: string; key: CryptoKey } {
    const dueSeconds = this.#clock.now() / 1000 - ACTIVATION_SECONDS;
    const { privateKeys } = this.#loaded;
    const active = privateKeys.find(({ iat }) => iat <= dueSeconds) ?? privateKeys.at(-1);
    if (!active) throw new Error('no signing key');
    return active;
  }

  /** For a verifier in this process. */
  readonly find: JWTVerifyGetKey = (header, token) => this.#loaded.find(header, token);

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
  }
}

interface Loaded {
  readonly privateKeys: readonly { kid: string; iat: number; key: CryptoKey }[];
  readonly publicSet: JSONWebKeySet;
  readonly find: JWTVerifyGetKey;
}

async function load(keys: readonly SigningKey[]): Promise<Loaded> {
  const publicSet = { keys: keys.map(publicHalf) };
  const privateKeys = keys.map(async (jwk) => {
    // Secrets are bytes, key pairs are not: this one is a pair.
    const key = (await importJWK(jwk, ALGORITHM)) as CryptoKey;
    return { kid: jwk.kid, iat: jwk.iat, key };
  });
  return { privateKeys: await Promise.all(privateKeys), publicSet, find: createLocalJWKSet(publicSet) };
}

function publicHalf({ kty, crv, x, kid }: SigningKey): JWK {
  return { kty, crv, x, kid, alg: ALGORITHM, use: 'sig' };
}

async function readOrCreate(path: string, clock: Clock): Promise<SigningKey[]> {
  const isMissing = await stat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
  if (isMissing) await createFile(path, [await createSigningKey(clock.now())]);
  return readKeys(path);
}

async function readKeys(path: string): Promise<SigningKey[]> {
  try {
    return KeyFile.parse(JSON.parse(await readFile(path, 'utf8'))).keys;
  } catch (error) {
    throw new BadKeyFile(path, error);
  }
}

/** Makes a file with one key. Throws a {@link BadKeyFile} where there is one already: what it signed would be void. */
export async function createKeyFile(path: string, nowMs: number): Promise<SigningKey> {
  const key = await createSigningKey(nowMs);
  await writeFile(path, JSON.stringify({ keys: [key] }), { mode: 0o600, flag: 'wx' }).catch((cause) => {
    throw new BadKeyFile(path, cause);
  });
  return key;
}

/** Of several processes that start at once one makes the file, whole, and the others use it. */
async function createFile(path: string, keys: SigningKey[]): Promise<void> {
  const draft = await draftOf(path, keys);
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** A crash must not leave half a file behind. */
async function draftOf(path: string, keys: readonly SigningKey[]): Promise<string> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify({ keys }), { mode: 0o600 });
  return draft;
}

import { join } from 'node:path';
import type { JWTVerifyGetKey } from 'jose';
import { type Config, ConfigError, SAMPLE_MARK } from '../config.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { BadKeyFile, SigningKeys } from '../lib/signing-keys.ts';
import { PublishedKeys } from '../lib/tokens.ts';

/** The keys that this process signs with, null where another does, and those that it verifies by. */
export interface KeyRings {
  readonly auth: SigningKeys | null;
  readonly gateway: SigningKeys | null;
  readonly findAuthKey: JWTVerifyGetKey;
  readonly findGatewayKey: JWTVerifyGetKey;
  close(): void;
}

/** Where nothing else is said, keys are files of `folder`. */
export async function openKeyRings(config: Config, folder: string, clock: Clock, log: Logger): Promise<KeyRings> {
  const { ROLE, AUTH_KEYS_FILE, AUTH_KEYS_URL, GATEWAY_KEYS_FILE, GATEWAY_KEYS_URL } = config;
  const open = (path: string) => SigningKeys.open(path, clock, log).catch(tellPlainly);
  const [auth, gateway] = await Promise.all([
    ROLE.has('auth') ? open(AUTH_KEYS_FILE ?? join(folder, 'auth-keys.json')) : null,
    ROLE.has('gateway') ? open(GATEWAY_KEYS_FILE ?? join(folder, 'gateway-keys.json')) : null,
  ]);
  for (const ring of [auth, gateway]) refuseSamples(config, ring);
  const authOfOthers = auth === null && AUTH_KEYS_URL !== null ? new PublishedKeys(AUTH_KEYS_URL, log) : null;
  const gatewayOfOthers =
    gateway === null && GATEWAY_KEYS_URL !== null ? new PublishedKeys(GATEWAY_KEYS_URL, log) : null;
  const rings = [auth, gateway, authOfOthers, gatewayOfOthers];
  return {
    auth,
    gateway,
    findAuthKey: (auth ?? authOfOthers)?.find ?? noKey,
    findGatewayKey: (gateway ?? gatewayOfOthers)?.find ?? noKey,
    close: () => {
      for (const ring of rings) ring?.close();
    },
  };
}

/** Whoever has the key of an example could sign in as anyone. */
function refuseSamples({ DEVELOPMENT }: Config, ring: SigningKeys | null): void {
  const sample = ring?.publicSet.keys.find(({ kid }) => kid?.includes(SAMPLE_MARK));
  if (sample === undefined || DEVELOPMENT === 'on') return;
  throw new ConfigError(`"${sample.kid}" is a sample key, which everyone has; DEVELOPMENT=on accepts it`);
}

/** No role of this process verifies what these keys sign. */
const noKey: JWTVerifyGetKey = () => {
  throw new Error('this process has no such keys');
};

function tellPlainly(error: unknown): never {
  if (error instanceof BadKeyFile) throw new ConfigError(error.message);
  throw error;
}

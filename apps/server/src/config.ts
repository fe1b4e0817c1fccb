import { settings } from './config-settings.ts';
import { roles, type Setting } from './config-values.ts';

export { settings } from './config-settings.ts';
export { type Role, roles } from './config-values.ts';

/** A bad setting. The message is the one line that the operator reads. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

/** In every secret of the examples in `deploy/`, the names of their keys included. */
export const SAMPLE_MARK = 'sample-secret';

type Name = keyof typeof settings;
type Values = { readonly [N in Name]: NonNullable<ReturnType<(typeof settings)[N]['parse']>> | NullOf<N> };
type NullOf<N extends Name> = null extends ReturnType<(typeof settings)[N]['parse']> ? null : never;
export type Config = Values;

const flags: Partial<Record<string, Name>> = { '--role': 'ROLE', '--host': 'HOST', '--port': 'PORT' };

/** Reads the settings from the environment, overridden by flags. Throws a {@link ConfigError} for the first bad one. */
export function loadConfig(env: NodeJS.ProcessEnv, argv: readonly string[]): Config {
  const given = { ...env, ...readFlags(argv) };
  const names = Object.keys(settings) as Name[];
  const config = Object.fromEntries(names.map((name) => [name, parseSetting(name, given[name])])) as unknown as Config;
  if (config.TURN_URLS.length > 0 && config.TURN_SECRET === null) {
    throw new ConfigError('TURN_URLS is set, so TURN_SECRET must be set too');
  }
  if (config.TURN_URLS.length === 0 && config.ICE_TRANSPORT_POLICY === 'relay') {
    throw new ConfigError('ICE_TRANSPORT_POLICY is "relay", so TURN_URLS must be set too');
  }
  if (config.TLS === 'files' && (config.TLS_CERT_FILE === null || config.TLS_KEY_FILE === null)) {
    throw new ConfigError('TLS is "files", so TLS_CERT_FILE and TLS_KEY_FILE must be set too');
  }
  if ((config.OIDC_CLIENT_ID === null) !== (config.OIDC_CLIENT_SECRET === null)) {
    throw new ConfigError('OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be set together');
  }
  if (config.ROLE.has('auth') && config.OIDC_CLIENT_ID === null && config.ROOM_CREATORS.who !== 'anyone') {
    throw new ConfigError('ROOM_CREATORS asks for people who signed in, so OIDC_CLIENT_ID must be set too');
  }
  if (config.OPERATOR_PORT !== 0 && config.OPERATOR_PORT === config.PORT) {
    throw new ConfigError('OPERATOR_PORT must be another port than PORT');
  }
  requireWhatIsShared(config);
  refuseSamples(config);
  return Object.freeze(config);
}

/** What one process has in itself, several must be shown where to find. */
function requireWhatIsShared(config: Config): void {
  const { ROLE, REDIS_URL, DATABASE_URL, AUTH_KEYS_URL, GATEWAY_KEYS_URL } = config;
  const need = (name: Name, value: unknown, why: string) => {
    if (value === null) throw new ConfigError(`ROLE is "${[...ROLE].join(',')}", so ${name} must be set too: ${why}`);
  };
  // Without a media node there are small meetings, and nothing to share.
  if (roles.some((role) => role !== 'media' && !ROLE.has(role)))
    need('REDIS_URL', REDIS_URL, 'the roles share what runs');
  if (ROLE.has('auth') !== ROLE.has('gateway')) need('DATABASE_URL', DATABASE_URL, 'auth and gateway share people');
  if (ROLE.has('gateway') && !ROLE.has('auth')) need('AUTH_KEYS_URL', AUTH_KEYS_URL, 'it verifies logins by them');
  if (ROLE.has('hub') && !ROLE.has('gateway')) {
    need('GATEWAY_KEYS_URL', GATEWAY_KEYS_URL, 'it verifies tickets by them');
  }
}

/** What stands in a published example is no secret. */
function refuseSamples(config: Config): void {
  if (config.DEVELOPMENT === 'on') return;
  const secrets = (Object.keys(settings) as Name[]).filter((name) => (settings[name] as Setting<unknown>).isSecret);
  const sample = secrets.find((name) => String(config[name]).includes(SAMPLE_MARK));
  if (sample) throw new ConfigError(`${sample} holds a sample secret, which everyone knows; DEVELOPMENT=on accepts it`);
}

function parseSetting(name: Name, given: string | undefined): unknown {
  const { default: fallback, must, parse, isSecret }: Setting<unknown> = settings[name];
  const text = given?.trim() ?? fallback;
  const value = parse(text);
  if (value !== undefined) return value;
  throw new ConfigError(isSecret ? `${name} must be ${must}` : `${name} is "${text}" but must be ${must}`);
}

function readFlags(argv: readonly string[]): Partial<Record<Name, string>> {
  const given: Partial<Record<Name, string>> = {};
  const words = argv.flatMap((word) => (word.startsWith('--') && word.includes('=') ? splitOnce(word) : [word]));
  for (let at = 0; at < words.length; at += 2) {
    const [flag = '', value] = words.slice(at, at + 2);
    const name = flags[flag];
    if (!name) throw new ConfigError(`unknown flag ${flag}; there are ${Object.keys(flags).join(', ')}`);
    if (value === undefined) throw new ConfigError(`${flag} needs a value`);
    given[name] = value;
  }
  return given;
}

function splitOnce(word: string): [string, string] {
  const at = word.indexOf('=');
  return [word.slice(0, at), word.slice(at + 1)];
}

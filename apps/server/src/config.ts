import { isIP } from 'node:net';
import type { RoomCreators } from './auth/room-creators.ts';
import { logLevels } from './lib/logger.ts';
import { isLoopback } from './lib/loopback.ts';
import { isRedisUrl } from './lib/redis.ts';

/** A bad setting. The message is the one line that the operator reads. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

/** In every secret of the examples in `deploy/`, the names of their keys included. */
export const SAMPLE_MARK = 'sample-secret';

export const roles = ['gateway', 'auth', 'hub'] as const;
export type Role = (typeof roles)[number];

interface Setting<Value> {
  readonly default: string;
  /** One sentence for the settings table of the README, which a test holds to this file. */
  readonly about: string;
  /** What a value must be, as it ends the sentence "X must be …". */
  readonly must: string;
  /** Undefined for what is not allowed. */
  readonly parse: (text: string) => Value | undefined;
  /** Holds a password, so that no message shows it. */
  readonly isSecret?: boolean;
}

function setting<Value>(definition: Setting<Value>): Setting<Value> {
  return definition;
}

function wholeNumber(from: number, to: number) {
  return {
    must: `a whole number from ${from} to ${to}`,
    parse: (text: string) => {
      const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
      return value >= from && value <= to ? value : undefined;
    },
  };
}

function oneOf<Word extends string>(...words: readonly Word[]) {
  return {
    must: words.length === 1 ? `"${words[0]}"` : `one of ${words.join(', ')}`,
    parse: (text: string) => words.find((word) => word === text),
  };
}

function listOf(pattern: RegExp, must: string) {
  return {
    must,
    parse: (text: string) => {
      const items = text.split(',').map((item) => item.trim());
      const given = items.filter((item) => item !== '');
      return given.every((item) => pattern.test(item)) ? given : undefined;
    },
  };
}

const optionalAddress = {
  must: 'an http or https address',
  parse: (text: string) => (text === '' ? null : /^https?:/.test(text) && URL.canParse(text) ? text : undefined),
};

const optionalText = { must: 'text', parse: (text: string) => (text === '' ? null : text) };

/** Every setting there is. Each is an environment variable; ROLE, HOST and PORT are flags too (`--port 9000`). */
export const settings = {
  ROLE: setting({
    default: 'all',
    about:
      'Which parts of the server run in this process: `all`, or some of `gateway`, `auth` and `hub`, separated by commas.',
    must: `"all", or some of ${roles.join(', ')} separated by commas`,
    parse: parseRoles,
  }),
  HOST: setting({
    default: 'localhost',
    about: 'Address to listen on; `0.0.0.0` for all interfaces, which other devices need.',
    must: 'an IP address or "localhost"',
    parse: (text) => (text === 'localhost' || isIP(text) !== 0 ? text : undefined),
  }),
  PORT: setting({
    default: '8080',
    about: 'TCP port of HTTP and WebSocket; 0 picks a free one.',
    ...wholeNumber(0, 65535),
  }),
  OPERATOR_PORT: setting({
    default: '0',
    about:
      'TCP port of `/healthz`, `/readyz` and `/metrics`, in plain HTTP, which are then not served to people; 0 serves them on `PORT`.',
    ...wholeNumber(0, 65535),
  }),
  PUBLIC_URL: setting({
    default: '',
    about: 'Where people reach the server when a proxy stands before it, such as `https://meet.example.org`.',
    must: 'an http or https address without a path',
    parse: parsePublicUrl,
  }),
  TRUST_PROXY: setting({
    default: 'off',
    about:
      'Whether to believe the `X-Forwarded-*` headers of a proxy: `on` for one, or how many addresses the last proxies add to `X-Forwarded-For`, such as `2` for a load balancer of Google, which adds its own.',
    must: '"off", "on" or a whole number from 1 to 9',
    parse: (text) => (text === 'off' ? 0 : text === 'on' ? 1 : /^[1-9]$/.test(text) ? Number(text) : undefined),
  }),
  TLS: setting({
    default: 'off',
    about:
      '`self-signed` serves HTTPS with a certificate made at the first start, for devices on the local network; `files` uses `TLS_CERT_FILE` and `TLS_KEY_FILE`.',
    ...oneOf('off', 'self-signed', 'files'),
  }),
  TLS_CERT_FILE: setting({ default: '', about: 'PEM certificate chain for `TLS=files`.', ...optionalText }),
  TLS_KEY_FILE: setting({ default: '', about: 'PEM private key for `TLS=files`.', ...optionalText }),
  DATA_DIR: setting({
    default: '.data',
    about: 'Folder of the embedded database and the signing keys.',
    must: 'a path',
    parse: (text) => text || undefined,
  }),
  DATABASE_URL: setting({
    default: '',
    about:
      'PostgreSQL (14 or later) to keep people and rooms in, such as `postgres://user:password@host:5432/meet`; empty for the embedded database.',
    must: 'a postgres:// address with a host and a database',
    parse: parseDatabaseUrl,
    isSecret: true,
  }),
  REDIS_URL: setting({
    default: '',
    about:
      'Redis (7.0 or later) to keep running meetings in, so that several servers share them: `redis://host:6379`, `redis+cluster://host:6379,host:6379` or `redis+sentinel://host:26379/name`, with `rediss` for TLS; empty for memory.',
    must: 'a redis:// address, or one of redis+cluster:// or redis+sentinel://',
    parse: (text) => (text === '' ? null : isRedisUrl(text) ? text : undefined),
    isSecret: true,
  }),
  AUTH_KEYS_FILE: setting({
    default: '',
    about:
      'File of the keys that sign logins, made where it is not there; the same for all `auth` processes. Empty keeps it in `DATA_DIR`.',
    ...optionalText,
  }),
  GATEWAY_KEYS_FILE: setting({
    default: '',
    about:
      'File of the keys that sign join tickets, made where it is not there; the same for all `gateway` processes. Empty keeps it in `DATA_DIR`.',
    ...optionalText,
  }),
  AUTH_KEYS_URL: setting({
    default: '',
    about: 'Where a `gateway` without `auth` gets the public keys of logins, such as `http://auth:8080/api/auth/keys`.',
    ...optionalAddress,
  }),
  GATEWAY_KEYS_URL: setting({
    default: '',
    about:
      'Where a `hub` without `gateway` gets the public keys of tickets, such as `http://gateway:8080/api/gateway/keys`.',
    ...optionalAddress,
  }),
  DATABASE_POOL_SIZE: setting({
    default: '10',
    about: 'The most connections to PostgreSQL that this process holds.',
    ...wholeNumber(1, 1000),
  }),
  DATABASE_STATEMENT_TIMEOUT_SECONDS: setting({
    default: '10',
    about: 'How long PostgreSQL may work on one statement before it is given up.',
    ...wholeNumber(1, 600),
  }),
  DATABASE_WAIT_SECONDS: setting({
    default: '60',
    about: 'How long the start waits for a PostgreSQL that does not answer yet.',
    ...wholeNumber(0, 3600),
  }),
  WEB_DIR: setting({
    default: 'apps/web/dist',
    about: 'Folder of the built web app.',
    must: 'a path',
    parse: (text) => text || undefined,
  }),
  DEVELOPMENT: setting({
    default: 'off',
    about:
      'Accepts the sample secrets of the examples in `deploy/`, which everyone knows. Never on a server that others reach.',
    ...oneOf('on', 'off'),
  }),
  LOG_LEVEL: setting({
    default: 'info',
    about: 'Least level that is logged, as JSON lines on standard error.',
    ...oneOf(...logLevels),
  }),
  GUESTS: setting({ default: 'on', about: 'Whether people may come in with a name alone.', ...oneOf('on', 'off') }),
  MAX_CONNECTIONS: setting({
    default: '10000',
    about: 'WebSocket connections that this process takes; more are answered 503.',
    ...wholeNumber(1, 1_000_000),
  }),
  JOINS_PER_SECOND: setting({
    default: '500',
    about: 'People that this process lets in, or back in, in a second; more are told when their turn is.',
    ...wholeNumber(1, 100_000),
  }),
  DRAIN_SECONDS: setting({
    default: '20',
    about:
      'With `REDIS_URL`: over how long a server that is told to stop sends its people to the others, each at another moment; it stops at the latest after five quarters of that and a few seconds. 0 closes their connections at once.',
    ...wholeNumber(0, 3600),
  }),
  ROOM_MAX_PARTICIPANTS: setting({
    default: '12',
    about: 'People in one meeting. Everyone sends to everyone, so that more than a few need good uplinks.',
    ...wholeNumber(1, 1000),
  }),
  RECONNECT_GRACE_SECONDS: setting({
    default: '30',
    about: 'How long the place of someone who lost the network is kept.',
    ...wholeNumber(1, 600),
  }),
  STUN_URLS: setting({
    default: 'stun:stun.l.google.com:19302',
    about: 'STUN servers, separated by commas; may be empty.',
    ...listOf(/^stuns?:[^\s,]+$/, 'a list of stun: or stuns: addresses separated by commas'),
  }),
  TURN_URLS: setting({
    default: '',
    about: 'TURN servers, separated by commas, for people behind strict firewalls.',
    ...listOf(/^turns?:[^\s,]+$/, 'a list of turn: or turns: addresses separated by commas'),
  }),
  TURN_SECRET: setting({
    default: '',
    about: 'The secret shared with the TURN servers (coturn: `static-auth-secret`); needed with `TURN_URLS`.',
    ...optionalText,
    isSecret: true,
  }),
  ICE_TRANSPORT_POLICY: setting({
    default: 'all',
    about:
      "`relay` sends all media through the TURN servers, so that people in a meeting do not learn each other's addresses; `all` takes the direct way where there is one.",
    ...oneOf('all', 'relay'),
  }),
  OIDC_CLIENT_ID: setting({
    default: '',
    about: 'Turns sign-in on: the client id that Google, or another OpenID provider, gave to this server.',
    ...optionalText,
  }),
  OIDC_CLIENT_SECRET: setting({
    default: '',
    about: 'The secret that belongs to `OIDC_CLIENT_ID`.',
    ...optionalText,
    isSecret: true,
  }),
  OIDC_ISSUER: setting({
    default: 'https://accounts.google.com',
    about: 'The OpenID provider, such as `https://keycloak.example.org/realms/people`.',
    must: 'an https address, or an http one of this machine',
    parse: parseIssuer,
  }),
  OIDC_NAME: setting({
    default: 'Google',
    about: 'What the sign-in button calls the provider.',
    must: 'a name of at most 40 characters',
    parse: (text) => (/^\P{Cc}{1,40}$/u.test(text) ? text : undefined),
  }),
  ROOM_CREATORS: setting({
    default: 'anyone',
    about:
      'Who may create meetings: `anyone`, `signed-in`, or people whose verified e-mail address is of these domains, separated by commas.',
    must: '"anyone", "signed-in", or a list of domains separated by commas',
    parse: parseRoomCreators,
  }),
} as const;

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
  if (roles.some((role) => !ROLE.has(role))) need('REDIS_URL', REDIS_URL, 'the roles share what runs');
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

function parseRoles(text: string): ReadonlySet<Role> | undefined {
  if (text === 'all') return new Set(roles);
  const named = text.split(',').map((name) => name.trim());
  const known = roles.filter((role) => named.includes(role));
  return known.length === new Set(named).size ? new Set(known) : undefined;
}

function parsePublicUrl(text: string): string | null | undefined {
  if (text === '') return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash;
  return isOrigin ? url.origin : undefined;
}

/** The host may be a parameter instead (`?host=/run/postgresql`), which is how `pg` names the folder of a socket. */
function parseDatabaseUrl(text: string): string | null | undefined {
  if (text === '') return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) return undefined;
  return (url.hostname || url.searchParams.get('host')) && url.pathname.length > 1 ? text : undefined;
}

/** Plain HTTP is for a provider on this machine: elsewhere anyone on the way could sign in as anyone. */
function parseIssuer(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || url.search || url.hash || url.username) return undefined;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)) ? text : undefined;
}

function parseRoomCreators(text: string): RoomCreators | undefined {
  if (text === 'anyone') return { who: 'anyone' };
  if (text === 'signed-in') return { who: 'signed_in' };
  const domains = text
    .toLowerCase()
    .split(',')
    .map((domain) => domain.trim());
  const isDomain = (domain: string) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain);
  return domains.every(isDomain) ? { who: 'domains', domains } : undefined;
}

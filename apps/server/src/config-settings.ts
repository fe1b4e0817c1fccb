import { isIP } from 'node:net';
import {
  listOf,
  oneOf,
  optionalAddress,
  optionalHost,
  optionalIp,
  optionalPortRange,
  optionalText,
  parseDatabaseUrl,
  parseIssuer,
  parsePublicUrl,
  parseRoles,
  parseRoomCreators,
  roles,
  setting,
  wholeNumber,
} from './config-values.ts';
import { logLevels } from './lib/logger.ts';
import { isRedisUrl } from './lib/redis.ts';

/** Every setting there is. Each is an environment variable; ROLE, HOST and PORT are flags too (`--port 9000`). */
export const settings = {
  ROLE: setting({
    default: 'all',
    about:
      'Which parts of the server run in this process: `all`, or some of `gateway`, `auth`, `hub` and `media`, separated by commas.',
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
    default: '50',
    about: 'People in one meeting, where a media node carries the large ones.',
    ...wholeNumber(1, 1000),
  }),
  MESH_MAX_PARTICIPANTS: setting({
    default: '12',
    about:
      'People in one meeting while there is no media node. Everyone then sends to everyone, so that more than a few need good uplinks.',
    ...wholeNumber(1, 1000),
  }),
  SFU_ABOVE: setting({
    default: '4',
    about: 'A meeting of more people than this goes through a media node, where there is one.',
    ...wholeNumber(1, 1000),
  }),
  MEDIASOUP_WORKER_BIN: setting({
    default: '',
    about: 'The program that carries media; empty for the one that `npm run setup:sfu` keeps in `.cache`.',
    ...optionalText,
  }),
  MEDIA_WORKERS: setting({
    default: '0',
    about: 'How many of these programs a media node runs; 0 is one a core.',
    ...wholeNumber(0, 256),
  }),
  MEDIA_LISTEN_IP: setting({
    default: '',
    about:
      'The address on which a media node receives media, such as `0.0.0.0` for all; empty for that of `HOST`. Firefox reaches none on loopback.',
    ...optionalIp,
  }),
  MEDIA_ANNOUNCED_ADDRESS: setting({
    default: '',
    about:
      'The address that people are told to send their media to, where it is not `MEDIA_LISTEN_IP`; empty for the first of this machine where that is all of them.',
    ...optionalHost,
  }),
  MEDIA_GUESS_ADDRESS: setting({
    default: 'on',
    about:
      'Whether the first address of this machine may be taken for the one that people reach. `off` in the image, since a container has another than its machine: it carries media where `MEDIA_ANNOUNCED_ADDRESS` is set.',
    ...oneOf('on', 'off'),
  }),
  MEDIA_PORT: setting({
    default: '0',
    about: 'UDP and TCP port of the first media worker; the others have the next ones. 0 picks free ones.',
    ...wholeNumber(0, 65535),
  }),
  MEDIA_PIPE_ADDRESS: setting({
    default: '',
    about:
      'The address at which other media nodes reach this one, and from which it reaches them; empty for `MEDIA_LISTEN_IP`, or for the first of this machine where that is all of them.',
    ...optionalIp,
  }),
  MEDIA_PIPE_PORTS: setting({
    default: '0',
    about:
      'UDP ports of the pipes to other media nodes, such as `41000-41999`: one for each meeting and node; 0 picks free ones.',
    ...optionalPortRange,
  }),
  MEDIA_MAX_CONSUMERS: setting({
    default: '4000',
    about: 'Streams that a media node sends, all meetings together; more are refused.',
    ...wholeNumber(1, 1_000_000),
  }),
  MEDIA_NODE_MAX_PARTICIPANTS: setting({
    default: '100',
    about:
      'People of one meeting whose media one node carries. The others go through further nodes, three at most, which pass media to each other.',
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

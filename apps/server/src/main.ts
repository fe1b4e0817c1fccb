import { existsSync } from 'node:fs';
import { access, constants, mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { limits, type UserId } from '@cline-meet/protocol';
import type { Kysely } from 'kysely';
import { IdentityProvider } from './auth/identity-provider.ts';
import { type Config, ConfigError, loadConfig } from './config.ts';
import { DatabaseUnavailable } from './db/connect-wait.ts';
import { openEmbedded } from './db/embedded.ts';
import { writeJournal } from './db/journal-writer.ts';
import { loginSessionsIn } from './db/login-sessions.ts';
import { openPostgres } from './db/postgres.ts';
import { FolderInUse, lockFolder } from './db/process-lock.ts';
import { readinessOf } from './db/readiness.ts';
import { roomsIn } from './db/rooms.ts';
import type { Database } from './db/schema.ts';
import { usedSignInsIn } from './db/used-sign-ins.ts';
import { usersIn } from './db/users.ts';
import { createApp } from './http/app.ts';
import { RealtimeHub } from './hub/realtime-hub.ts';
import { iceServersFor, stunServers } from './ice/ice-servers.ts';
import { type Certificate, lanAddresses, readCertificate, selfSignedCertificate } from './lib/certificate.ts';
import { systemClock as clock } from './lib/clock.ts';
import { createLogger, type Logger } from './lib/logger.ts';
import { createMetrics } from './lib/metrics.ts';
import { loadSigningKey, Tokens } from './lib/tokens.ts';
import { type LiveRooms, openInMemory, openInRedis, RedisUnavailable } from './live-rooms.ts';
import { createOriginCheck } from './origin-check.ts';
import { lookIntoRoom } from './room/presence.ts';
import { verifyTicket } from './room/ticket.ts';

/** How long a page may take to reload before the others are told that its person is gone. */
const RELOAD_GRACE_MS = 10_000;

interface RunningServer {
  addresses: string[];
  /** Sends people away, writes what is to be written, and lets the data folder go. */
  stop(): Promise<void>;
}

async function startServer(config: Config): Promise<RunningServer> {
  const releaseFolder = await takeFolder(config.DATA_DIR);
  try {
    return await startIn(resolve(config.DATA_DIR), config, releaseFolder);
  } catch (error) {
    releaseFolder();
    throw error;
  }
}

async function startIn(folder: string, config: Config, releaseFolder: () => void): Promise<RunningServer> {
  const log = createLogger(config.LOG_LEVEL);
  const registry = createMetrics();
  const tls = await loadCertificate(config);
  const [db, signingKey] = await Promise.all([
    openDatabase(config, folder, log),
    loadSigningKey(config.SIGNING_KEY_FILE ?? join(folder, 'signing-key.json')),
  ]);
  const tokens = await Tokens.create(signingKey, clock);
  const live = await openLiveRooms(config, log);
  live.reader.start((entries) =>
    writeJournal(db, entries, (entry, error) => log.error({ err: error, entry }, 'journal entry refused')),
  );
  const ice = { stunUrls: config.STUN_URLS, turnUrls: config.TURN_URLS, turnSecret: config.TURN_SECRET };
  const iceServersOf = (userId: UserId) => iceServersFor(ice, userId, clock.now());

  const hub = new RealtimeHub({
    store: live.store,
    bus: live.bus,
    journal: live.journal,
    leases: live.leases,
    verifyTicket: (ticket) => verifyTicket(tokens, ticket),
    iceServersFor: iceServersOf,
    settings: {
      maxConnections: config.MAX_CONNECTIONS,
      roomMaxParticipants: config.ROOM_MAX_PARTICIPANTS,
      reconnectGraceMs: config.RECONNECT_GRACE_SECONDS * 1000,
      reloadGraceMs: RELOAD_GRACE_MS,
      joinTimeoutMs: limits.joinTimeoutMs,
      allowedOrigins: createOriginCheck(config.PUBLIC_URL),
    },
    log,
    registry,
    clock,
  });
  const app = await createApp({
    users: usersIn(db),
    sessions: loginSessionsIn(db),
    rooms: roomsIn(db),
    glimpses: { look: (roomId) => lookIntoRoom(live.store, roomId) },
    tokens,
    clock,
    guestsAllowed: config.GUESTS === 'on',
    roomCreators: config.ROOM_CREATORS,
    signIn: signInWith(config),
    usedSignIns: usedSignInsIn(db),
    publicUrl: config.PUBLIC_URL,
    stunServers: () => stunServers(ice),
    iceServersFor: iceServersOf,
    registry,
    isReady: readinessOf(db),
    log,
    trustProxy: config.TRUST_PROXY === 'on',
    tls,
    webFolder: webFolderOf(config),
  });
  hub.attach(app.server);
  await app.listen({ host: config.HOST, port: config.PORT }).catch((error: NodeJS.ErrnoException) => {
    throw listenFailure(error, config);
  });

  const stop = async () => {
    await hub.close();
    await app.close();
    await live.close();
    await db.destroy();
    releaseFolder();
  };
  return { addresses: addressesOf(config, app.server.address() as AddressInfo), stop };
}

async function openLiveRooms({ REDIS_URL }: Config, log: Logger): Promise<LiveRooms> {
  return REDIS_URL === null ? openInMemory() : openInRedis(REDIS_URL, log, clock);
}

function openDatabase(config: Config, folder: string, log: Logger): Promise<Kysely<Database>> {
  if (config.DATABASE_URL === null) return openEmbedded(join(folder, 'postgres'));
  const settings = {
    url: config.DATABASE_URL,
    poolSize: config.DATABASE_POOL_SIZE,
    statementTimeoutMs: config.DATABASE_STATEMENT_TIMEOUT_SECONDS * 1000,
    waitMs: config.DATABASE_WAIT_SECONDS * 1000,
  };
  return openPostgres(settings, log, clock);
}

function signInWith({ OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME }: Config) {
  if (OIDC_CLIENT_ID === null || OIDC_CLIENT_SECRET === null) return null;
  const client = { clientId: OIDC_CLIENT_ID, clientSecret: OIDC_CLIENT_SECRET };
  return { provider: new IdentityProvider({ issuer: OIDC_ISSUER, ...client }), name: OIDC_NAME };
}

/** Which ways in there are, for who started the server. */
function waysIn({ GUESTS, OIDC_CLIENT_ID, OIDC_NAME }: Config): string {
  const guests = GUESTS === 'on' ? 'people come in with a name' : 'guests are not admitted';
  return OIDC_CLIENT_ID === null ? `Google sign-in is off; ${guests}.` : `Sign-in with ${OIDC_NAME} is on; ${guests}.`;
}

async function takeFolder(folder: string): Promise<() => void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return lockFolder(folder);
  } catch (error) {
    if (error instanceof FolderInUse) throw new ConfigError(error.message);
    throw new ConfigError(`DATA_DIR is "${folder}" but that folder cannot be written (${(error as Error).message})`);
  }
}

async function loadCertificate({ TLS, TLS_CERT_FILE, TLS_KEY_FILE, DATA_DIR }: Config): Promise<Certificate | null> {
  if (TLS === 'self-signed') return selfSignedCertificate(DATA_DIR);
  if (TLS_CERT_FILE === null || TLS_KEY_FILE === null || TLS === 'off') return null;
  return readCertificate(TLS_CERT_FILE, TLS_KEY_FILE).catch((error: Error) => {
    throw new ConfigError(`TLS_CERT_FILE and TLS_KEY_FILE cannot be read (${error.message})`);
  });
}

function webFolderOf({ WEB_DIR }: Config): string | null {
  if (existsSync(join(WEB_DIR, 'index.html'))) return resolve(WEB_DIR);
  console.log(`There is no built web app in ${WEB_DIR}; serving the API alone.`);
  return null;
}

function listenFailure(error: NodeJS.ErrnoException, { HOST, PORT }: Config): Error {
  if (error.code === 'EADDRINUSE') return new ConfigError(`PORT is ${PORT} but that port is in use`);
  if (error.code === 'EACCES') return new ConfigError(`PORT is ${PORT} but this user may not listen there`);
  if (error.code === 'EADDRNOTAVAIL') return new ConfigError(`HOST is "${HOST}" but this machine has no such address`);
  return error;
}

function addressesOf({ TLS, HOST, PUBLIC_URL }: Config, { port }: AddressInfo): string[] {
  if (PUBLIC_URL !== null) return [PUBLIC_URL];
  const hosts = HOST === '0.0.0.0' ? lanAddresses() : [HOST];
  return hosts.map(
    (host) => `${TLS === 'off' ? 'http' : 'https'}://${host === '127.0.0.1' ? 'localhost' : host}:${port}`,
  );
}

function stopOnSignals(server: RunningServer): void {
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      server.stop().then(
        () => process.exit(0),
        (error) => fail(error),
      );
    });
  }
}

/** What an operator can mend, told in one line. */
function isClear(error: unknown): error is Error {
  return [ConfigError, DatabaseUnavailable, RedisUnavailable].some((kind) => error instanceof kind);
}

function fail(error: unknown): never {
  console.error(isClear(error) ? `cline-meet: ${error.message}` : error);
  process.exit(1);
}

try {
  const config = loadConfig(process.env, process.argv.slice(2));
  const server = await startServer(config);
  stopOnSignals(server);
  console.log(`cline-meet is ready at ${server.addresses.join(', ')} (started in ${process.uptime().toFixed(1)} s)`);
  console.log(`${waysIn(config)} Press Ctrl+C to stop.`);
} catch (error) {
  fail(error);
}

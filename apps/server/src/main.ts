import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Config, ConfigError, loadConfig } from './config.ts';
import { DatabaseUnavailable } from './db/connect-wait.ts';
import { readinessOf } from './db/readiness.ts';
import { createApp, createOperatorApp } from './http/app.ts';
import { createIceServers, type IceSettings } from './ice/ice-servers.ts';
import { systemClock as clock } from './lib/clock.ts';
import { createLogger, type Logger } from './lib/logger.ts';
import { createMetrics } from './lib/metrics.ts';
import { openInMemory, openInRedis, RedisUnavailable } from './live-rooms.ts';
import { startAuth } from './roles/auth-role.ts';
import { takeDataFolder } from './roles/data-folder.ts';
import type { Foundation } from './roles/foundation.ts';
import { startGateway } from './roles/gateway-role.ts';
import { startHub } from './roles/hub-role.ts';
import { openKeyRings } from './roles/key-rings.ts';
import { listen, listenForOperators, loadCertificate } from './roles/listen.ts';
import { startMedia } from './roles/media-role.ts';
import { openDatabase } from './roles/open-database.ts';

interface RunningServer {
  addresses: string[];
  /** Sends people away, writes what is to be written, and lets the data folder go. */
  stop(hurry: AbortSignal): Promise<void>;
}

async function startServer(config: Config): Promise<RunningServer> {
  const releaseFolder = await takeDataFolder(config);
  try {
    return await startRoles(config, releaseFolder);
  } catch (error) {
    releaseFolder();
    throw error;
  }
}

async function startRoles(config: Config, releaseFolder: () => void): Promise<RunningServer> {
  const log = createLogger(config.LOG_LEVEL);
  const tls = await loadCertificate(config);
  const folder = resolve(config.DATA_DIR);
  const [db, keys] = await Promise.all([
    openDatabase(config, folder, log, clock),
    openKeyRings(config, folder, clock, log),
  ]);
  const foundation = await layFoundation(config, log, keys);
  const { live, registry } = foundation;
  const media = config.ROLE.has('media') ? await startMedia(foundation, console.log) : null;
  const hub = config.ROLE.has('hub') ? startHub(foundation) : null;
  const databaseIsReady = db ? readinessOf(db) : async () => true;
  const operator = { registry, isReady: async () => (hub?.takesMore ?? true) && (await databaseIsReady()) };
  const operatorApp = config.OPERATOR_PORT === 0 ? null : createOperatorApp(log, operator);
  const app = await createApp({
    log,
    operator: operatorApp === null ? operator : null,
    trustedHops: config.TRUST_PROXY,
    tls,
    webFolder: webFolderOf(config),
  });
  const signOuts = db && keys.auth ? startAuth(app, { ...foundation, db }, keys.auth) : null;
  if (db && keys.gateway) startGateway(app, { ...foundation, db }, keys.gateway);
  hub?.attach(app.server);
  const addresses = await listen(app, config);
  if (operatorApp) await listenForOperators(operatorApp, config);
  const stop = async (hurry: AbortSignal) => {
    await Promise.all([hub?.drain(hurry), media?.drain(hurry)]);
    await hub?.close();
    await media?.close();
    await app.close();
    await signOuts?.close();
    await live.close();
    keys.close();
    await db?.destroy();
    // Until here, a server on its way out can be looked at.
    await operatorApp?.close();
    releaseFolder();
  };
  return { addresses, stop };
}

async function layFoundation(config: Config, log: Logger, keys: Foundation['keys']): Promise<Foundation> {
  const { REDIS_URL } = config;
  return {
    config,
    log,
    registry: createMetrics(),
    clock,
    live: REDIS_URL === null ? openInMemory(clock) : await openInRedis(REDIS_URL, log, clock),
    keys,
    ice: createIceServers(iceSettingsOf(config), clock),
  };
}

function iceSettingsOf({ STUN_URLS, TURN_URLS, TURN_SECRET, ICE_TRANSPORT_POLICY }: Config): IceSettings {
  const servers = { stunUrls: STUN_URLS, turnUrls: TURN_URLS, turnSecret: TURN_SECRET };
  return { ...servers, transportPolicy: ICE_TRANSPORT_POLICY };
}

function webFolderOf({ ROLE, WEB_DIR }: Config): string | null {
  if (!ROLE.has('gateway')) return null;
  if (existsSync(join(WEB_DIR, 'index.html'))) return resolve(WEB_DIR);
  console.log(`There is no built web app in ${WEB_DIR}; serving the API alone.`);
  return null;
}

/** Which ways in there are, for who started the server. */
function waysIn({ ROLE, GUESTS, OIDC_CLIENT_ID, OIDC_NAME }: Config): string {
  if (!ROLE.has('auth')) return `It is ${[...ROLE].join(' and ')}.`;
  const guests = GUESTS === 'on' ? 'people come in with a name' : 'guests are not admitted';
  return OIDC_CLIENT_ID === null ? `Google sign-in is off; ${guests}.` : `Sign-in with ${OIDC_NAME} is on; ${guests}.`;
}

function stopOnSignals(server: RunningServer): void {
  const hurry = new AbortController();
  let signals = 0;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      signals += 1;
      if (signals > 2) process.exit(1);
      if (signals === 2) return hurry.abort();
      server.stop(hurry.signal).then(
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

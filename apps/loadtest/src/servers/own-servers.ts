import { join } from 'node:path';
import { freePort, startBuiltServer, temporaryFolder } from '../../../../scripts/built-server.mjs';
import { hasWorker } from '../../../../scripts/sfu-worker.mjs';
import { FlagError } from '../flags.ts';
import { pin } from '../pin.ts';
import type { Load } from '../scenarios/scenario.ts';
import type { Places } from '../worker-messages.ts';
import { type OwnRedis, startOwnRedis } from './own-redis.ts';
import type { Servers } from './servers.ts';

export interface OwnServerOptions {
  /** Hubs beside a gateway and a Redis; null: one process with all roles and neither. */
  readonly hubs: number | null;
  readonly load: Load;
  /** Whether bots send media: what a mesh does not carry goes by a media node then. */
  readonly media: boolean;
  readonly env: Record<string, string>;
  /** Taken in turn; null leaves it to the system. */
  readonly cores: readonly number[] | null;
}

type BuiltServer = Awaited<ReturnType<typeof startBuiltServer>>;

/** As servers have it where they are not told otherwise. */
const SFU_ABOVE = '4';
/** The longest that a hub may take to hand its people over. */
const STOP_LIMIT_MS = 120_000;
const LOG_CHARACTERS = 4_000;

/**
 * Servers of this build on loopback ports, started for one run: one process with all roles, or a gateway, several hubs and,
 * where it is needed, a media node that share a Redis.
 */
export class OwnServers implements Servers {
  readonly #options: OwnServerOptions;
  readonly #folder = temporaryFolder();
  readonly #hubs: BuiltServer[] = [];
  #ports: number[] = [];
  #redis: OwnRedis | null = null;
  #gateway: BuiltServer | null = null;
  #mediaNode: BuiltServer | null = null;

  static async start(options: OwnServerOptions): Promise<OwnServers> {
    const servers = new OwnServers(options);
    try {
      await servers.#start();
    } catch (error) {
      await servers.close();
      throw error;
    }
    return servers;
  }

  private constructor(options: OwnServerOptions) {
    this.#options = options;
    process.on('exit', this.#leaveNothing);
  }

  /** They are in process groups of their own, and would outlive a load test that fails. */
  #leaveNothing = (): void => {
    for (const server of this.#servers) if (server.pid && !server.hasEnded) process.kill(server.pid, 'SIGKILL');
    this.#redis?.kill();
  };

  get places(): Places {
    const gateway = this.#gateway ?? this.#hubs[0];
    return { gateway: gateway ? addressOf(gateway) : '', hubs: this.#ports.map((port) => `http://127.0.0.1:${port}`) };
  }

  get watched() {
    const hubs = this.places.hubs.map((url, index) => ({ name: `hub ${index + 1}`, url }));
    const others = { gateway: this.#gateway, 'media node': this.#mediaNode };
    return [
      ...hubs,
      ...Object.entries(others).flatMap(([name, server]) => (server ? [{ name, url: addressOf(server) }] : [])),
    ];
  }

  async deploy(tell: (step: string) => void): Promise<void> {
    for (const [index, hub] of [...this.#hubs].entries()) {
      tell(`stopping hub ${index + 1}`);
      const code = await hub.stop(STOP_LIMIT_MS);
      if (code !== 0) throw new Error(`hub ${index + 1}, which was to stop, ended with ${code}`);
      tell(`starting hub ${index + 1} anew`);
      await this.#startHub(index);
    }
    tell('all hubs are replaced');
  }

  log(): string {
    return this.#servers.map((server) => server.log().slice(-LOG_CHARACTERS)).join('');
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.kill()));
    await this.#redis?.close();
    this.#folder.remove();
    process.off('exit', this.#leaveNothing);
  }

  get #servers(): BuiltServer[] {
    return [...this.#hubs, this.#gateway, this.#mediaNode].filter((server) => server !== null);
  }

  get #needsMediaNode(): boolean {
    const { media, load, env } = this.#options;
    return media && load.roomSize > Number(env.SFU_ABOVE ?? SFU_ABOVE);
  }

  async #start(): Promise<void> {
    const { hubs, env } = this.#options;
    if (this.#needsMediaNode && !hasWorker({ ...process.env, ...env })) {
      throw new FlagError(
        'media of rooms this large goes by a media node, which has no worker: "npm run setup:sfu" gets it, and ' +
          '--server-env SFU_ABOVE=1000 has a mesh instead',
      );
    }
    this.#ports = await Promise.all(Array.from({ length: hubs ?? 1 }, freePort));
    if (hubs !== null) {
      this.#redis = await startOwnRedis(this.#folder.path);
      this.#gateway = await this.#startServer('gateway', await freePort(), { ROLE: 'auth,gateway' });
      if (this.#needsMediaNode) this.#mediaNode = await this.#startServer('media', await freePort(), { ROLE: 'media' });
    }
    for (const index of this.#ports.keys()) await this.#startHub(index);
  }

  async #startHub(index: number): Promise<void> {
    const role = this.#gateway
      ? { ROLE: 'hub', GATEWAY_KEYS_URL: `${addressOf(this.#gateway)}/api/gateway/keys` }
      : { ROLE: this.#needsMediaNode ? 'all' : 'auth,gateway,hub' };
    const server = await this.#startServer(`hub-${index}`, this.#ports[index] ?? 0, role);
    this.#hubs[index] = server;
    const { cores } = this.#options;
    if (cores) await pin(server.pid ?? 0, cores[index % cores.length] ?? 0);
  }

  async #startServer(name: string, port: number, role: Record<string, string>): Promise<BuiltServer> {
    const { load, env } = this.#options;
    const settings = {
      WEB_DIR: this.#folder.path,
      LOG_LEVEL: 'warn',
      // A herd may be back before its former sockets are seen to be gone.
      MAX_CONNECTIONS: String(Math.max(10_000, 2 * load.connections)),
      ROOM_MAX_PARTICIPANTS: String(Math.max(50, load.roomSize)),
      SFU_ABOVE,
      MESH_MAX_PARTICIPANTS: String(Math.max(12, load.roomSize)),
      DRAIN_SECONDS: '5',
      ...env,
      ...(this.#redis ? { REDIS_URL: this.#redis.url } : {}),
      ...role,
    };
    try {
      // Detached: Ctrl-C is for the load test, and its servers end after it.
      return await startBuiltServer({ dataDir: join(this.#folder.path, name), port, detached: true, env: settings });
    } catch (error) {
      throw new FlagError(`a server did not start. ${(error as Error).message.trim()}`);
    }
  }
}

function addressOf({ url }: BuiltServer): string {
  return url.replace('localhost', '127.0.0.1');
}

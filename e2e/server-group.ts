import { join } from 'node:path';
import { PostgresServer } from '../apps/server/src/db/postgres-fixture.ts';
import { startRedis } from '../apps/server/src/lib/redis-fixture.ts';
import { freePort, startBuiltServer, temporaryFolder } from '../scripts/built-server.mjs';
import type { Server } from './fixtures.ts';

interface Stores {
  postgres: PostgresServer;
  redis: Awaited<ReturnType<typeof startRedis>>;
  databaseUrl: string;
}

/** Servers that share PostgreSQL, Redis and keys, as an operator runs several; each can be started again at its port. */
export class ServerGroup {
  readonly ports: readonly number[];
  readonly #postgres: PostgresServer;
  readonly #redis: Awaited<ReturnType<typeof startRedis>>;
  readonly #databaseUrl: string;
  readonly #folders: readonly ReturnType<typeof temporaryFolder>[];
  readonly #servers: (Server | null)[] = [];

  private constructor(stores: Stores, ports: number[]) {
    this.#postgres = stores.postgres;
    this.#redis = stores.redis;
    this.#databaseUrl = stores.databaseUrl;
    this.ports = ports;
    this.#folders = ports.map(() => temporaryFolder());
  }

  static async start(count: number): Promise<ServerGroup> {
    const [postgres, redis] = await Promise.all([PostgresServer.start(), startRedis('standalone')]);
    const databaseUrl = await postgres.createDatabase('meet');
    const ports = await Promise.all(Array.from({ length: count }, () => freePort()));
    const group = new ServerGroup({ postgres, redis, databaseUrl }, ports);
    for (const index of ports.keys()) await group.restart(index);
    return group;
  }

  server(index: number): Server {
    const server = this.#servers[index];
    if (!server) throw new Error(`server ${index} does not run`);
    return server;
  }

  async restart(index: number): Promise<Server> {
    const [folder, port] = [this.#folders[index], this.ports[index]];
    const shared = this.#folders[0];
    if (!folder || port === undefined || !shared) throw new Error(`there is no server ${index}`);
    const env = {
      DATABASE_URL: this.#databaseUrl,
      REDIS_URL: this.#redis.url,
      AUTH_KEYS_FILE: join(shared.path, 'shared-auth-keys.json'),
      GATEWAY_KEYS_FILE: join(shared.path, 'shared-gateway-keys.json'),
      DRAIN_SECONDS: '4',
      TRUST_PROXY: 'on',
    };
    const server = await startBuiltServer({ dataDir: folder.path, port, env });
    this.#servers[index] = server;
    return server;
  }

  async kill(index: number): Promise<void> {
    await this.#servers[index]?.kill();
    this.#servers[index] = null;
  }

  /** How many people's sockets each server has; zero of one that does not run. */
  sockets(): Promise<number[]> {
    return Promise.all(this.#servers.map((server) => (server ? socketsOf(server) : 0)));
  }

  async close(): Promise<void> {
    for (const index of this.ports.keys()) await this.kill(index);
    await Promise.all([this.#redis.close(), this.#postgres.close()]);
    for (const folder of this.#folders) folder.remove();
  }
}

async function socketsOf({ url }: Server): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^websocket_connections(?:\{[^}]*\})? (\d+)$/m.exec(metrics)?.[1] ?? Number.NaN);
}

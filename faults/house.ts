import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { PostgresServer } from '../apps/server/src/db/postgres-fixture.ts';
import { type RedisFixture, startRedis } from '../apps/server/src/lib/redis-fixture.ts';
import { freePort, startBuiltServer, temporaryFolder } from '../scripts/built-server.mjs';
import { type Balancer, haproxy, startBalancer } from './balancer-fixture.ts';
import { type LossyRedis, openLossyRedis } from './lossy-redis.ts';

/** The least that the server takes: what a person would wait half a minute for, the tests wait seconds for. */
export const GRACE_SECONDS = 3;

/** What Kubernetes gives a pod to end in. One that cannot reach Redis finds that out within 15 s. */
const DRAIN_LIMIT_MS = 30_000;

type BuiltServer = Awaited<ReturnType<typeof startBuiltServer>>;

/** Several real servers that share one PostgreSQL and one Redis, behind HAProxy. */
export class House {
  readonly redis: RedisFixture;
  readonly lossyRedis: LossyRedis;
  /** The servers that ended and were not asked to. */
  readonly fallen: number[] = [];
  readonly #ports: readonly number[];
  readonly #env: Record<string, string>;
  readonly #folder = temporaryFolder();
  readonly #servers: (BuiltServer | null)[];
  readonly #logs: { index: number; log: () => string }[] = [];
  readonly #turns = new Map<string, Promise<void>>();
  /** Null until {@link start} is through. */
  #balancer: Balancer | null = null;

  static async start(postgres: PostgresServer, hubs: number, random: () => number): Promise<House> {
    const redis = await startRedis('standalone');
    const lossyRedis = await openLossyRedis(redis.url, random);
    const ports = await Promise.all(Array.from({ length: hubs }, freePort));
    const database = await postgres.createDatabase(`house_${randomUUID().replaceAll('-', '')}`);
    const house = new House(redis, lossyRedis, ports, database);
    try {
      // The first one makes the key and the tables.
      for (const [index] of ports.entries()) await house.startHub(index);
      house.#balancer = await startBalancer(haproxy, ports, ports);
    } catch (error) {
      await house.close();
      throw error;
    }
    return house;
  }

  private constructor(redis: RedisFixture, lossyRedis: LossyRedis, ports: number[], database: string) {
    this.redis = redis;
    this.lossyRedis = lossyRedis;
    this.#ports = ports;
    this.#servers = ports.map(() => null);
    this.#env = {
      DATABASE_URL: database,
      REDIS_URL: lossyRedis.url,
      AUTH_KEYS_FILE: join(this.#folder.path, 'auth-keys.json'),
      GATEWAY_KEYS_FILE: join(this.#folder.path, 'gateway-keys.json'),
      RECONNECT_GRACE_SECONDS: String(GRACE_SECONDS),
      DRAIN_SECONDS: '4',
      TRUST_PROXY: 'on',
      WEB_DIR: this.#folder.path,
      LOG_LEVEL: 'info',
    };
  }

  get hubs(): number {
    return this.#ports.length;
  }

  /** Where people come in. */
  get port(): number {
    if (!this.#balancer) throw new Error('the house is not open');
    return this.#balancer.port;
  }

  /** One server's own door, past the balancer: for those whom another balancer, which does not know rooms, led there. */
  hubPort(index: number): number {
    return this.#ports[index] ?? 0;
  }

  startHub(index: number): Promise<void> {
    return this.#inTurn(`hub ${index}`, () => this.#startHub(index));
  }

  /** SIGKILL, which says goodbye to nobody, or SIGTERM, until it has drained. After `downMs` another takes its place. */
  replaceHub(index: number, downMs: number, how: 'kill' | 'drain'): Promise<void> {
    return this.#inTurn(`hub ${index}`, async () => {
      await (how === 'kill' ? this.#killHub(index) : this.#drainHub(index));
      await delay(downMs);
      await this.#startHub(index);
    });
  }

  emptyRedis(): Promise<void> {
    return this.#inTurn('redis', () => this.redis.empty());
  }

  restartRedis(downMs: number): Promise<void> {
    return this.#inTurn('redis', () => this.redis.restart(downMs));
  }

  async #startHub(index: number): Promise<void> {
    const dataDir = join(this.#folder.path, `hub-${index}`);
    const server = await startBuiltServer({ dataDir, port: this.hubPort(index), env: this.#env });
    this.#servers[index] = server;
    this.#logs.push({ index, log: server.log });
    void server.ended.then(() => {
      if (this.#servers[index] === server) this.fallen.push(index);
    });
  }

  async #killHub(index: number): Promise<void> {
    await this.#take(index)?.kill();
  }

  async #drainHub(index: number): Promise<void> {
    const code = await this.#take(index)?.stop(DRAIN_LIMIT_MS);
    if (code !== 0) throw new Error(`a server that was to drain ended with ${code}`);
  }

  #take(index: number): BuiltServer | null {
    const server = this.#servers[index] ?? null;
    this.#servers[index] = null;
    return server;
  }

  /** Two faults may choose the same thing. */
  #inTurn(what: string, act: () => Promise<void>): Promise<void> {
    const turn = (this.#turns.get(what) ?? Promise.resolve()).then(act);
    this.#turns.set(
      what,
      turn.catch(() => {}),
    );
    return turn;
  }

  /** What the servers have logged, those that ended included. */
  logs(): string {
    return this.#logs.map(({ index, log }) => `--- server ${index}\n${log()}`).join('\n');
  }

  async close(): Promise<void> {
    this.redis.resume();
    await this.#balancer?.close();
    await Promise.all(this.#ports.map((_port, index) => this.#killHub(index)));
    await this.lossyRedis.close();
    await this.redis.close();
    this.#folder.remove();
  }
}

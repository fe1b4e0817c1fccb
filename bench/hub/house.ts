import { join } from 'node:path';
import { type RedisFixture, startRedis } from '../../apps/server/src/lib/redis-fixture.ts';
import { startBuiltServer, temporaryFolder } from '../../scripts/built-server.mjs';
import { SERVER_CORE } from '../cores.ts';
import type { GeneratorWatch } from '../generator-watch.ts';
import { cpuSecondsOf, residentBytesOf, threadSecondsOf } from '../process-figures.ts';
import { pin } from '../programs.ts';
import { TicketOffice } from './ticket-office.ts';

/** A built server that is a hub and nothing else, on the servers' core. */
export interface Hub {
  readonly port: number;
  cpuSeconds(): number;
  /** Of the thread that runs its code alone. */
  threadSeconds(): number;
  residentBytes(): number;
}

/** More than any part asks for: what is measured is no limit of ours. */
const MOST = '100000';
const settings = {
  ROLE: 'hub',
  MAX_CONNECTIONS: MOST,
  JOINS_PER_SECOND: MOST,
  ROOM_MAX_PARTICIPANTS: '1000',
  MESH_MAX_PARTICIPANTS: '1000',
  LOG_LEVEL: 'warn',
};

/** Hubs as in a cluster, over a Redis that runs on the generator's core, with tickets from here. */
export class House {
  readonly hubs: readonly Hub[];
  readonly tickets: TicketOffice;
  readonly redis: RedisFixture;
  readonly #redisPid: number;
  readonly #end: () => Promise<void>;

  private constructor(
    hubs: Hub[],
    tickets: TicketOffice,
    redis: RedisFixture,
    redisPid: number,
    end: () => Promise<void>,
  ) {
    this.hubs = hubs;
    this.tickets = tickets;
    this.redis = redis;
    this.#redisPid = redisPid;
    this.#end = end;
  }

  /** Whatever has begun when it fails is ended. */
  static async open(count: number, watch: GeneratorWatch): Promise<House> {
    const ends: (() => unknown)[] = [];
    const end = async () => {
      for (const each of ends.splice(0).reverse()) await each();
    };
    try {
      const folder = temporaryFolder();
      ends.push(folder.remove);
      const redis = await startRedis('standalone');
      ends.push(redis.close);
      const redisPid = await pidOf(redis);
      ends.push(watch.include(redisPid));
      const tickets = await TicketOffice.open();
      ends.push(() => tickets.close());
      const hubs: Hub[] = [];
      const env = { ...settings, REDIS_URL: redis.url, GATEWAY_KEYS_URL: tickets.keysUrl };
      for (let index = 0; index < count; index += 1) {
        const server = await startBuiltServer({ dataDir: join(folder.path, `hub-${index}`), env });
        ends.push(server.kill);
        hubs.push(hubOf(server));
      }
      return new House(hubs, tickets, redis, redisPid, end);
    } catch (error) {
      await end();
      throw error;
    }
  }

  get hub(): Hub {
    const [hub] = this.hubs;
    if (!hub) throw new Error('no hub');
    return hub;
  }

  /** CPU seconds that the hubs have used so far, all together. */
  cpuSeconds(): number {
    return this.hubs.reduce((sum, hub) => sum + hub.cpuSeconds(), 0);
  }

  redisCpuSeconds(): number {
    return cpuSecondsOf(this.#redisPid);
  }

  close(): Promise<void> {
    return this.#end();
  }
}

function hubOf({ pid = 0, url }: Awaited<ReturnType<typeof startBuiltServer>>): Hub {
  if (!pin(pid, SERVER_CORE)) throw new Error('the hub could not be pinned');
  return {
    port: Number(new URL(url).port),
    cpuSeconds: () => cpuSecondsOf(pid),
    threadSeconds: () => threadSecondsOf(pid),
    residentBytes: () => residentBytesOf(pid),
  };
}

export async function pidOf(redis: RedisFixture): Promise<number> {
  const [client] = redis.masters();
  const info = String(await client?.info('server'));
  return Number(/^process_id:(\d+)/m.exec(info)?.[1]);
}

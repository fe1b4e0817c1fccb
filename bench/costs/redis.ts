import { startRedis } from '../../apps/server/src/lib/redis-fixture.ts';
import { SERVER_CORE } from '../cores.ts';
import { pidOf } from '../hub/house.ts';
import { command, flood, openResp } from '../pods/resp.ts';
import { cpuSecondsOf } from '../process-figures.ts';
import { pin } from '../programs.ts';

const KEYS = 100;
/** While one is read from, Redis has the commands of the others. */
const CLIENTS = 4;
const WARM_UP_MS = 300;
const FLOOD_MS = 2000;

export interface RedisCosts {
  /** CPU microseconds of a small command, many sent at once. */
  readonly setMicros: number;
  /** CPU microseconds that its one thread does in a second, when there is always something to do. */
  readonly microsPerSecond: number;
}

export async function measureRedis(): Promise<RedisCosts> {
  const redis = await startRedis('standalone');
  try {
    const pid = await pidOf(redis);
    if (!pin(pid, SERVER_CORE)) throw new Error('Redis could not be pinned');
    const port = Number(new URL(redis.url).port);
    const sockets = await Promise.all(Array.from({ length: CLIENTS }, () => openResp(port)));
    const names = Array.from({ length: KEYS }, (_, index) => `ticket:${index}`);
    const commands = Buffer.from(names.map((name) => command('SET', name, '1', 'PX', '120000')).join(''));
    const run = (forMs: number) => Promise.all(sockets.map((socket) => flood(socket, commands, KEYS, forMs)));
    await run(WARM_UP_MS);
    const [cpu, startedAtMs] = [cpuSecondsOf(pid), performance.now()];
    const times = (await run(FLOOD_MS)).reduce((sum, each) => sum + each, 0);
    const micros = (cpuSecondsOf(pid) - cpu) * 1e6;
    const seconds = (performance.now() - startedAtMs) / 1000;
    for (const socket of sockets) socket.destroy();
    return { setMicros: micros / (times * KEYS), microsPerSecond: micros / seconds };
  } finally {
    await redis.close();
  }
}

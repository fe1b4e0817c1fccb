import { once } from 'node:events';
import type { Socket } from 'node:net';
import { channelOf } from '../../apps/server/src/bus/redis-bus.ts';
import type { RedisClient } from '../../apps/server/src/lib/redis.ts';
import { startRedis } from '../../apps/server/src/lib/redis-fixture.ts';
import { SERVER_CORE } from '../cores.ts';
import { pidOf } from '../hub/house.ts';
import { newRoom } from '../hub/ticket-office.ts';
import { cpuSecondsOf } from '../process-figures.ts';
import { pin } from '../programs.ts';
import { roundsOr } from '../sizes.ts';
import { spread } from '../statistics.ts';
import { command, flood, openResp } from './resp.ts';

const ROUNDS = roundsOr(5);
const PODS = 100;
const ROOMS = 100;
const FLOOD_MS = 1000;
/** As long as the envelope of a chat message. */
const MESSAGE = 'x'.repeat(400);

interface Cost {
  /** CPU of the whole process: reading, the command, and writing to whoever hears it. */
  readonly whole: number;
  /** Of that, the command itself, as Redis counts it. */
  readonly command: number;
}

/** What a room's message costs Redis by the room's own channel, heard by one pod, and by one channel that a hundred hear. */
export async function measureChannels(): Promise<void> {
  const redis = await startRedis('standalone');
  const sockets: Socket[] = [];
  try {
    const pid = await pidOf(redis);
    if (!pin(pid, SERVER_CORE)) throw new Error('Redis could not be pinned');
    const port = Number(new URL(redis.url).port);
    const open = async () => {
      const socket = await openResp(port);
      sockets.push(socket);
      return socket;
    };
    const rooms = Array.from({ length: ROOMS }, () => channelOf(newRoom().roomId));
    await listen(await open(), rooms.map((room) => command('SSUBSCRIBE', room)).join(''));
    for (let pod = 0; pod < PODS; pod += 1) await listen(await open(), command('SUBSCRIBE', 'realtime_events'));
    const publisher = await open();
    const own: Cost[] = [];
    const global: Cost[] = [];
    const client = redis.open();
    const measured = (name: string, commands: Buffer) =>
      costOf(pid, client, name, () => flood(publisher, commands, ROOMS, FLOOD_MS));
    const byRoom = Buffer.from(rooms.map((room) => command('SPUBLISH', room, MESSAGE)).join(''));
    const byOne = Buffer.from(command('PUBLISH', 'realtime_events', MESSAGE).repeat(ROOMS));
    for (let round = 0; round < ROUNDS; round += 1) {
      own.push(await measured('spublish', byRoom));
      global.push(await measured('publish', byOne));
    }
    const row = (name: string, of: (cost: Cost) => number) => {
      const ratios = global.map((cost, round) => of(cost) / of(own[round] as Cost));
      console.log(`| ${name} | ${spread(own.map(of))} | ${spread(global.map(of))} | ${spread(ratios)} |`);
    };
    console.log(`
### Redis CPU µs for a room's message, ${ROUNDS} rounds

| what | the room's own channel, one pod hears it | one channel for all, ${PODS} hear it | × |
| --- | --- | --- | --- |`);
    row('all of it', (cost) => cost.whole);
    row('the command alone', (cost) => cost.command);
  } finally {
    for (const socket of sockets) socket.destroy();
    await redis.close();
  }
}

async function listen(socket: Socket, commands: string): Promise<void> {
  const answer = once(socket, 'data');
  socket.write(commands);
  await answer;
  // What is said is read, and nothing more.
  socket.resume();
}

async function costOf(pid: number, client: RedisClient, name: string, run: () => Promise<number>): Promise<Cost> {
  await client.config('RESETSTAT');
  const before = cpuSecondsOf(pid);
  const times = await run();
  const whole = ((cpuSecondsOf(pid) - before) * 1e6) / (times * ROOMS);
  const stats = String(await client.info('commandstats'));
  return { whole, command: Number(new RegExp(`^cmdstat_${name}:.*usec_per_call=([\\d.]+)`, 'm').exec(stats)?.[1]) };
}

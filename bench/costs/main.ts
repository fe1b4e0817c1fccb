/**
 * `npm run bench -- costs`: what the simulator counts with, as far as it is measured here. With BENCH_WRITE=1 it is
 * written into `bench/costs.json`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { pinGenerator } from '../cores.ts';
import { GeneratorWatch } from '../generator-watch.ts';
import { idle } from '../idle/socket-layers.ts';
import { measureHub } from './hub.ts';
import { measureRedis } from './redis.ts';

interface Figure {
  value: number;
  readonly unit: string;
  basis: 'measured' | 'assumed';
  source: string;
}

interface CostFile {
  machine: string;
  date: string;
  readonly figures: Record<string, Figure>;
}

const FILE = new URL('../costs.json', import.meta.url);
/** Commands of a join, as apps/server/src/hub/redis-cost.test.ts holds them: a SET and a look-up cost much the same. */
const JOIN = { scripts: 2, sets: 2 };

pinGenerator();
const watch = new GeneratorWatch();
const sheet = JSON.parse(readFileSync(FILE, 'utf8')) as CostFile;
const known = (name: string): number => sheet.figures[name]?.value ?? Number.NaN;
/** What a message on the bus costs who sends and who reads it, which the simulator counts by itself. */
const busMicros = known('publishMicros') + known('envelopeMicros');

const socket = await idle('ours', watch);
const redis = await measureRedis();
const hub = await measureHub(watch);

const measured: Record<string, [value: number, source: string]> = {
  podBaseBytes: [hub.emptyBytes, 'resident size of a hub over Redis that nobody uses'],
  socketBytes: [socket.bytes, 'our socket layer, idle connections'],
  connectionStateBytes: [
    hub.connectionBytes - socket.bytes,
    'resident size of a hub over Redis for each who has joined, in rooms of 10, without the socket',
  ],
  connectMicros: [socket.microseconds, 'our socket layer, upgrade, without authentication'],
  joinMicros: [
    hub.joinMicros - socket.microseconds - busMicros - hub.joinDeliveries * hub.deliveryMicros,
    'ticket verified, five Redis commands, snapshot written; without the connect, the bus and what others are told',
  ],
  messageMicros: [
    hub.chatMicros - busMicros,
    'a chat message: read, schema, stored in Redis, answered; without the bus',
  ],
  deliveryMicros: [hub.deliveryMicros, 'one message written to one socket, nothing to coalesce'],
  pingMicros: [hub.pingMicros, 'ping read and pong written: what 9,000 a second take more than 1,000'],
  redisScriptMicros: [
    (hub.joinRedisMicros - JOIN.sets * redis.setMicros - known('redisSpublishMicros')) / JOIN.scripts,
    'half of what a join costs Redis, without its SET, its look-up and its publication',
  ],
  redisSetMicros: [redis.setMicros, 'SET with an expiry, a hundred sent at once'],
  shardMicrosPerSecond: [redis.microsPerSecond, 'one thread that always has something to do'],
};

console.log('\n### What the simulator counts with\n\n| figure | here | in bench/costs.json |\n| --- | --- | --- |');
const lost: string[] = [];
for (const [name, [value, source]] of Object.entries(measured)) {
  console.log(`| ${name} | ${rounded(value)} | ${known(name)} |`);
  // Of differences on a busy machine nothing may be left.
  if (!(value > 0)) {
    lost.push(name);
    continue;
  }
  Object.assign(sheet.figures[name] ?? {}, { value: rounded(value), basis: 'measured', source });
}
if (lost.length > 0) console.log(`\nLost in noise, and left as before: ${lost.join(', ')}.`);
console.log(`\n${watch.verdict()}`);
if (process.env.BENCH_WRITE === '1') {
  sheet.machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores; Node ${process.versions.node}, loopback`;
  sheet.date = new Date().toISOString().slice(0, 7);
  writeFileSync(FILE, `${JSON.stringify(sheet, null, 2)}\n`);
}
process.exit(0);

/** To three figures at least, and to the tenth below a hundred. */
function rounded(value: number): number {
  return value < 100 ? Math.round(value * 10) / 10 : Math.round(value);
}

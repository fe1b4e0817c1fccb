/** `npm run bench -- hold`: people who have joined a hub over Redis and stay, saying nothing but that they are there. */
import { setTimeout as delay } from 'node:timers/promises';
import { askServer } from '../../apps/loadtest/src/measure/server-figures.ts';
import { pinGenerator } from '../cores.ts';
import { GeneratorWatch } from '../generator-watch.ts';
import { House } from '../hub/house.ts';
import { Meetings } from '../hub/meetings.ts';
import { connectionsOr, holdSecondsOr } from '../sizes.ts';
import { Vigil } from './vigil.ts';

const CONNECTIONS = connectionsOr(10_000);
const SECONDS = holdSecondsOr(600);
const PEOPLE_IN_A_ROOM = 10;
const LOOK_MS = 10_000;
/** Until what was asked for last is answered. */
const SETTLE_MS = 2000;
const MEBIBYTE = 2 ** 20;

pinGenerator();
const watch = new GeneratorWatch();
const house = await House.open(1, watch);
try {
  const { hub } = house;
  const empty = hub.residentBytes();
  const meetings = new Meetings(house.tickets, house.hubs);
  await meetings.open(CONNECTIONS / PEOPLE_IN_A_ROOM, PEOPLE_IN_A_ROOM);
  await delay(SETTLE_MS);
  const metrics = `http://127.0.0.1:${hub.port}`;
  // What coming in took is no part of it.
  await askServer(metrics);
  const vigil = new Vigil(meetings);
  const [start, cpu, startedAtMs] = [hub.residentBytes(), hub.cpuSeconds(), performance.now()];
  const lags: number[] = [];
  let most = start;
  watch.begin();
  for (const until = startedAtMs + SECONDS * 1000; performance.now() < until; ) {
    await delay(Math.min(LOOK_MS, until - performance.now()));
    lags.push((await askServer(metrics))?.lagP99Ms ?? Number.NaN);
    most = Math.max(most, hub.residentBytes());
  }
  const share = (hub.cpuSeconds() - cpu) / ((performance.now() - startedAtMs) / 1000);
  watch.end(share);
  vigil.end();
  await delay(SETTLE_MS);
  const known = (await askServer(metrics))?.connections;
  const mebibytes = (bytes: number) => Math.round(bytes / MEBIBYTE);
  console.log(`
### ${CONNECTIONS} connections, joined in rooms of ${PEOPLE_IN_A_ROOM}, held for ${SECONDS} s

| what | |
| --- | --- |
| dropped | ${meetings.lost}; the hub counts ${known} |
| pings, and pongs that came | ${vigil.pings}, ${vigil.pongs} |
| resident, empty hub | ${mebibytes(empty)} MiB |
| resident, start, end and most | ${mebibytes(start)}, ${mebibytes(hub.residentBytes())} and ${mebibytes(most)} MiB |
| event-loop lag p99, the most of any ${LOOK_MS / 1000} s | ${Math.max(...lags).toFixed(1)} ms |
| of its core | ${(100 * share).toFixed(1)} % |

${watch.verdict()}`);
  if (meetings.lost > 0 || vigil.pongs !== vigil.pings) process.exitCode = 1;
} finally {
  await house.close();
}
process.exit();

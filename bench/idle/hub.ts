import { setTimeout as delay } from 'node:timers/promises';
import type { GeneratorWatch } from '../generator-watch.ts';
import { House } from '../hub/house.ts';
import { Meetings } from '../hub/meetings.ts';
import { mostConnections, openFilesLimit } from '../process-figures.ts';
import { connectionsOr } from '../sizes.ts';
import { whole } from '../statistics.ts';

const CONNECTIONS = connectionsOr(10_000);
const PEOPLE_IN_A_ROOM = 10;
/** So many more come at a time, once those of the goal are inside. */
const STEP = CONNECTIONS / 2;
const STEPS = 10;
const SETTLE_MS = 5000;
const GOAL_BYTES = 2 ** 30;
const MEBIBYTE = 2 ** 20;

/** What people cost a hub who have come in with a ticket and say nothing, and how many of them 1 GiB holds. */
export async function measureHub(watch: GeneratorWatch): Promise<void> {
  const house = await House.open(1, watch);
  try {
    await delay(SETTLE_MS);
    const empty = house.hub.residentBytes();
    console.log(`
### A hub over Redis, rooms of ${PEOPLE_IN_A_ROOM}

| inside | resident | bytes each, beyond the empty hub | CPU µs a connect, with ticket and join | lost |
| --- | --- | --- | --- | --- |
| 0 | ${mebibytes(empty)} | | | |`);
    const meetings = new Meetings(house.tickets, house.hubs);
    for (const inside of sizes()) {
      const micros = await fill(house, meetings, inside, watch);
      const bytes = house.hub.residentBytes();
      const each = whole((bytes - empty) / inside);
      console.log(`| ${inside} | ${mebibytes(bytes)} | ${each} | ${whole(micros)} | ${meetings.lost} |`);
      if (bytes >= GOAL_BYTES) return;
    }
    const files = openFilesLimit();
    console.log(
      `\nThese did not fill 1 GiB. A process may have ${files} files open here (\`ulimit -Hn\`), and no more people.`,
    );
  } finally {
    await house.close();
  }
}

/** In whole rooms, as far as open files go. */
function sizes(): number[] {
  const most = Math.floor(mostConnections() / PEOPLE_IN_A_ROOM) * PEOPLE_IN_A_ROOM;
  const wanted = Array.from({ length: STEPS }, (_, step) => Math.min(most, CONNECTIONS + step * STEP));
  return [...new Set(wanted)];
}

/** Has people come until so many are inside. Resolves to the CPU microseconds that each took, when all is quiet again. */
async function fill(house: House, meetings: Meetings, inside: number, watch: GeneratorWatch): Promise<number> {
  const newcomers = inside - meetings.members.length;
  const cpu = house.hub.cpuSeconds();
  watch.begin();
  await meetings.open(newcomers / PEOPLE_IN_A_ROOM, PEOPLE_IN_A_ROOM);
  watch.end();
  const micros = ((house.hub.cpuSeconds() - cpu) * 1e6) / newcomers;
  meetings.ping();
  await delay(SETTLE_MS);
  return micros;
}

const mebibytes = (bytes: number): string => `${(bytes / MEBIBYTE).toFixed(0)} MiB`;

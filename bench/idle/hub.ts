import { setTimeout as delay } from 'node:timers/promises';
import type { GeneratorWatch } from '../generator-watch.ts';
import { House } from '../hub/house.ts';
import { Meetings } from '../hub/meetings.ts';
import { openFilesLimit } from '../process-figures.ts';
import { connectionsOr } from '../sizes.ts';
import { whole } from '../statistics.ts';

const CONNECTIONS = connectionsOr(10_000);
const PEOPLE_IN_A_ROOM = 10;
/** So many more come at a time, once those of the goal are inside. */
const STEP = CONNECTIONS / 2;
const SETTLE_MS = 5000;
const GOAL_BYTES = 2 ** 30;
/** What a hub, or this process, has open beside its connections. */
const OTHER_FILES = 200;
const MEBIBYTE = 2 ** 20;

/** Whole rooms, as far as open files go. */
const MOST = Math.floor((openFilesLimit() - OTHER_FILES) / PEOPLE_IN_A_ROOM) * PEOPLE_IN_A_ROOM;

const mebibytes = (bytes: number) => `${(bytes / MEBIBYTE).toFixed(0)} MiB`;

/** What people cost a hub who have come in with a ticket and say nothing, and how many of them 1 GiB holds. */
export async function measureHub(watch: GeneratorWatch): Promise<void> {
  const house = await House.open(1, watch);
  try {
    const meetings = new Meetings(house.tickets, house.hubs);
    console.log(`\n### A hub over Redis, rooms of ${PEOPLE_IN_A_ROOM}\n`);
    console.log(
      '| inside | resident | bytes each, beyond the empty hub | CPU µs a connect, with ticket and join | lost |',
    );
    console.log('| --- | --- | --- | --- | --- |');
    await delay(SETTLE_MS);
    const empty = house.hub.residentBytes();
    console.log(`| 0 | ${mebibytes(empty)} | | | |`);
    let bytes = empty;
    for (let inside = Math.min(CONNECTIONS, MOST); bytes < GOAL_BYTES && inside <= MOST; inside = next(inside)) {
      const newcomers = inside - meetings.members.length;
      const cpu = house.hub.cpuSeconds();
      watch.begin();
      await meetings.open(newcomers / PEOPLE_IN_A_ROOM, PEOPLE_IN_A_ROOM);
      watch.end();
      const micros = ((house.hub.cpuSeconds() - cpu) * 1e6) / newcomers;
      meetings.ping();
      await delay(SETTLE_MS);
      bytes = house.hub.residentBytes();
      const each = whole((bytes - empty) / inside);
      console.log(`| ${inside} | ${mebibytes(bytes)} | ${each} | ${whole(micros)} | ${meetings.lost} |`);
    }
    if (bytes < GOAL_BYTES) {
      const each = (bytes - empty) / meetings.members.length;
      const room = Math.floor((GOAL_BYTES - empty) / each);
      console.log(`
1 GiB was not reached: a process may have ${openFilesLimit()} files open on this machine. At so many bytes each it would
hold ${room}.`);
    }
    meetings.close();
  } finally {
    await house.close();
  }
}

/** One beyond the most where that is reached. */
const next = (inside: number): number => (inside >= MOST ? MOST + 1 : Math.min(inside + STEP, MOST));

import { setTimeout as delay } from 'node:timers/promises';
import { Histogram } from '../../apps/loadtest/src/measure/histogram.ts';
import { askServer } from '../../apps/loadtest/src/measure/server-figures.ts';
import type { GeneratorWatch } from '../generator-watch.ts';
import { House } from '../hub/house.ts';
import { Meetings } from '../hub/meetings.ts';
import { Member } from '../hub/member.ts';
import { newRoom } from '../hub/ticket-office.ts';
import { nextLoopbackAddress } from '../loopback.ts';
import { pace } from '../pace.ts';

const PEOPLE_IN_A_ROOM = 10;
const LOOK_MS = 1000;
/** People who come and go before, so that the hub's code is compiled as that of a hub that has run for a while. */
const EARLIER_ROOMS = 300;
const SETTLE_MS = 3000;
/** After the last is due. */
const LATE_MS = 20_000;

export interface Storm {
  /** From when each was due, in milliseconds. */
  readonly times: Histogram;
  /** Who was not let in, by what they were told. */
  readonly errors: ReadonlyMap<string, number>;
  readonly missing: number;
  /** The most of any second. */
  readonly lagP99Ms: number;
  /** Of the hub's core, while people came. */
  readonly busy: number;
  readonly residentBytes: number;
}

/**
 * People who come to a hub over Redis at the times at which they are due, whatever becomes of those before, by clients that
 * read no more than whether they are inside, so that the generator can keep up. Their tickets were signed before.
 */
export async function lightStorm(
  people: number,
  seconds: number,
  watch: GeneratorWatch,
  isWarm: boolean,
): Promise<Storm> {
  const house = await House.open(1, watch);
  try {
    const { hub, tickets } = house;
    if (isWarm) await warmUp(house);
    const places = await Promise.all(
      Array.from({ length: people / PEOPLE_IN_A_ROOM }, newRoom).flatMap((room) =>
        Array.from({ length: PEOPLE_IN_A_ROOM }, async (_, seat) => ({
          room,
          ticket: await tickets.issue(room, `Person ${seat}`),
        })),
      ),
    );
    const times = new Histogram();
    const errors = new Map<string, number>();
    const metrics = `http://127.0.0.1:${hub.port}`;
    await askServer(metrics);
    const lags: number[] = [];
    const looks = setInterval(async () => lags.push((await askServer(metrics))?.lagP99Ms ?? 0), LOOK_MS);
    const [cpu, startedAtMs] = [hub.cpuSeconds(), performance.now()];
    let told = 0;
    const join = async (index: number) => {
      const place = places[index];
      if (!place) return;
      const dueMs = startedAtMs + (index * seconds * 1000) / people;
      try {
        await Member.join(hub, place.room, place.ticket, nextLoopbackAddress());
        times.record(performance.now() - dueMs);
      } catch (error) {
        const { message } = error as Error;
        errors.set(message, (errors.get(message) ?? 0) + 1);
      }
      told += 1;
    };
    watch.begin();
    await pace(people / seconds, seconds * 1000, join);
    for (const until = performance.now() + LATE_MS; told < people && performance.now() < until; ) await delay(20);
    const busy = (hub.cpuSeconds() - cpu) / ((performance.now() - startedAtMs) / 1000);
    watch.end(busy);
    await delay(LOOK_MS);
    clearInterval(looks);
    return {
      times,
      errors,
      missing: people - told,
      lagP99Ms: Math.max(...lags),
      busy,
      residentBytes: hub.residentBytes(),
    };
  } finally {
    await house.close();
  }
}

async function warmUp({ tickets, hubs }: House): Promise<void> {
  const earlier = new Meetings(tickets, hubs);
  await earlier.open(EARLIER_ROOMS, PEOPLE_IN_A_ROOM);
  earlier.close();
  await delay(SETTLE_MS);
}

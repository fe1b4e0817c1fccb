import type { GeneratorWatch } from '../generator-watch.ts';
import { House } from '../hub/house.ts';
import { connectionsOr, roundsOr } from '../sizes.ts';
import { spread, whole } from '../statistics.ts';
import type { Crowd } from './crowd.ts';
import { openOurs } from './our-crowd.ts';
import { openSocketIo } from './socket-io-crowd.ts';
import { Talk, type Times } from './talk.ts';

const ROUNDS = roundsOr(5);
const PEOPLE_IN_A_ROOM = 10;
const SIZE = { rooms: connectionsOr(3000) / PEOPLE_IN_A_ROOM, people: PEOPLE_IN_A_ROOM };
const MEASURE_MS = 3000;
/** A hub lets each person say one thing a second, and ten at once. */
const MOST_PER_SECOND = 0.9 * SIZE.rooms * SIZE.people;
const PROBE_PER_SECOND = MOST_PER_SECOND / 4;

interface Round {
  readonly times: Times;
  /** Microseconds of Redis for a message. */
  readonly redisMicros: number;
  readonly serverMicros: number;
}

/** Chat between two servers that share a core and a Redis, ours and Socket.IO's in turns, at half of what the slower bears. */
export async function measureTwoPods(watch: GeneratorWatch): Promise<void> {
  const house = await House.open(2, watch);
  try {
    const crowds = [await openOurs(house, SIZE), await openSocketIo(house.redis.url, SIZE)];
    const benches = crowds.map((crowd) => new PodsBench(crowd, house, watch));
    const saturations: number[] = [];
    for (const bench of benches) {
      await bench.round(PROBE_PER_SECOND);
      saturations.push(1e6 / (await bench.round(PROBE_PER_SECOND)).serverMicros);
    }
    const perSecond = Math.floor(Math.min(MOST_PER_SECOND, Math.min(...saturations) / 2));
    const rounds: Round[][] = crowds.map(() => []);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, bench] of benches.entries()) rounds[index]?.push(await bench.round(perSecond));
    }
    print(crowds, rounds, perSecond);
    await Promise.all(crowds.map((crowd) => crowd.close()));
  } finally {
    await house.close();
  }
}

class PodsBench {
  readonly #crowd: Crowd;
  readonly #talk: Talk;
  readonly #house: House;
  readonly #watch: GeneratorWatch;

  constructor(crowd: Crowd, house: House, watch: GeneratorWatch) {
    this.#crowd = crowd;
    this.#talk = new Talk(crowd);
    this.#house = house;
    this.#watch = watch;
  }

  async round(perSecond: number): Promise<Round> {
    const [servers, redis] = [this.#crowd.servers.cpuSeconds(), this.#house.redisCpuSeconds()];
    this.#watch.begin();
    const { messages, times } = await this.#talk.run(perSecond, MEASURE_MS);
    this.#watch.end();
    const of = (before: number, after: number) => ((after - before) * 1e6) / messages;
    return {
      times,
      redisMicros: of(redis, this.#house.redisCpuSeconds()),
      serverMicros: of(servers, this.#crowd.servers.cpuSeconds()),
    };
  }
}

function print(crowds: readonly Crowd[], rounds: readonly Round[][], perSecond: number): void {
  console.log(`
### Two servers over Redis, ${perSecond} messages a second in ${SIZE.rooms} rooms of ${SIZE.people}, ${ROUNDS} rounds

| servers | same pod p50, ms | same pod p99 | across p50 | across p99 | p99 across − same | CPU µs a message, both servers | Redis CPU µs a message | heard |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |`);
  for (const [index, { name }] of crowds.entries()) {
    const own = rounds[index] ?? [];
    const of = (pick: (round: Round) => number, text?: (value: number) => string) => spread(own.map(pick), text);
    const cells = [
      of(({ times }) => times.same.percentile(50)),
      of(({ times }) => times.same.percentile(99)),
      of(({ times }) => times.across.percentile(50)),
      of(({ times }) => times.across.percentile(99)),
      of(({ times }) => times.across.percentile(99) - times.same.percentile(99)),
      of(({ serverMicros }) => serverMicros, whole),
      of(({ redisMicros }) => redisMicros, whole),
      of(({ times }) => times.same.count + times.across.count, whole),
    ];
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
}

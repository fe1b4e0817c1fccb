import { setTimeout as delay } from 'node:timers/promises';
import type { GeneratorWatch } from '../generator-watch.ts';
import { costOf } from '../hub/cost-of.ts';
import { House, type Hub } from '../hub/house.ts';
import { Meetings } from '../hub/meetings.ts';
import type { Member } from '../hub/member.ts';
import { pace } from '../pace.ts';
import { connectionsOr, roundsOr } from '../sizes.ts';
import { median } from '../statistics.ts';

const ROUNDS = roundsOr(4);
const PEOPLE_IN_A_ROOM = 10;
const ROOMS = connectionsOr(10_000) / PEOPLE_IN_A_ROOM;
/** A hub that has let some in has its own memory and its compiled code already. */
const WARM_UP_ROOMS = Math.ceil(ROOMS / 10);
/** A usual number of pings a second, and many: what the difference costs is theirs alone. */
const PING_RATES = [1000, 9000] as const;
const PINGS_MS = 3000;
const PINGS_SETTLE_MS = 300;
const CHATS_PER_SECOND = 500;
/** As many people in small rooms as in large ones, who each may say one thing a second. */
const SMALL = { rooms: 300, people: 2 };
const LARGE = { rooms: 12, people: 50 };
const SETTLE_MS = 5000;

export interface HubCosts {
  readonly emptyBytes: number;
  /** Of each connection that has joined, its socket included. */
  readonly connectionBytes: number;
  /** CPU of one who connects and joins, and how many others are told of it. */
  readonly joinMicros: number;
  readonly joinDeliveries: number;
  readonly joinRedisMicros: number;
  readonly pingMicros: number;
  /** CPU of a chat message beside what each delivery costs. */
  readonly chatMicros: number;
  readonly deliveryMicros: number;
}

/** What a hub over Redis takes for what people do. */
export async function measureHub(watch: GeneratorWatch): Promise<HubCosts> {
  const house = await House.open(1, watch);
  try {
    await delay(SETTLE_MS);
    const emptyBytes = house.hub.residentBytes();
    const joins = await measureJoins(house, watch);
    const inRooms = async (size: typeof SMALL) => {
      const meetings = new Meetings(house.tickets, house.hubs);
      await meetings.open(size.rooms, size.people);
      return () => costOf([house.hub], CHATS_PER_SECOND, (index) => chat(meetings, index), watch);
    };
    const { members } = joins.meetings;
    const ping = () => pingMicros(house.hub, members, watch);
    const [small, large] = [await inRooms(SMALL), await inRooms(LARGE)];
    const costs = { ping: [] as number[], small: [] as number[], large: [] as number[] };
    // Code that is not compiled yet is not what is asked for.
    for (const warmUp of [small, large]) await warmUp();
    for (let round = 0; round < ROUNDS; round += 1) {
      costs.ping.push(await ping());
      costs.small.push(...(await small()));
      costs.large.push(...(await large()));
    }
    const deliveryMicros = (median(costs.large) - median(costs.small)) / (LARGE.people - SMALL.people);
    return {
      emptyBytes,
      connectionBytes: (joins.residentBytes - emptyBytes) / members.length,
      joinMicros: joins.micros,
      joinDeliveries: (PEOPLE_IN_A_ROOM - 1) / 2,
      joinRedisMicros: joins.redisMicros,
      pingMicros: median(costs.ping),
      chatMicros: median(costs.small) - SMALL.people * deliveryMicros,
      deliveryMicros,
    };
  } finally {
    await house.close();
  }
}

/** By the slope: whatever else a hub does, it does at both rates. */
async function pingMicros(hub: Hub, members: readonly Member[], watch: GeneratorWatch): Promise<number> {
  const used: { micros: number; pings: number }[] = [];
  for (const perSecond of PING_RATES) {
    const cpu = hub.cpuSeconds();
    watch.begin();
    const pings = await pace(perSecond, PINGS_MS, (index) => members[index % members.length]?.ping());
    await delay(PINGS_SETTLE_MS);
    watch.end();
    used.push({ micros: (hub.cpuSeconds() - cpu) * 1e6, pings });
  }
  const [few, many] = used as [(typeof used)[number], (typeof used)[number]];
  return (many.micros - few.micros) / (many.pings - few.pings);
}

async function measureJoins(house: House, watch: GeneratorWatch) {
  const meetings = new Meetings(house.tickets, house.hubs);
  await meetings.open(WARM_UP_ROOMS, PEOPLE_IN_A_ROOM);
  const [hub, redis] = [house.hub.cpuSeconds(), house.redisCpuSeconds()];
  watch.begin();
  await meetings.open(ROOMS, PEOPLE_IN_A_ROOM);
  watch.end();
  const of = (before: number, after: number) => ((after - before) * 1e6) / (ROOMS * PEOPLE_IN_A_ROOM);
  const [micros, redisMicros] = [of(hub, house.hub.cpuSeconds()), of(redis, house.redisCpuSeconds())];
  await delay(SETTLE_MS);
  return { meetings, micros, redisMicros, residentBytes: house.hub.residentBytes() };
}

/** Everyone in turn. */
function chat({ rooms }: Meetings, index: number): void {
  const room = rooms[index % rooms.length] ?? [];
  room[Math.floor(index / rooms.length) % room.length]?.chat('Shall we start with the numbers of last week?');
}

import { limits } from '@cline-meet/protocol';
import calculateSlot from 'cluster-key-slot';
import { channelOf } from '../apps/server/src/bus/redis-bus.ts';
import type { Costs } from './costs.ts';
import type { Options } from './options.ts';
import type { Population } from './population.ts';
import type { Rules } from './rules.ts';
import { commands, type RoomRates, ratesOf } from './workload.ts';

export const SLOTS = 16_384;

/** Rates of a second, in a house where nobody is lost. */
export interface SteadyState {
  /** By pod. */
  readonly connections: Float64Array;
  readonly cpuMicros: Float64Array;
  readonly envelopes: Float64Array;
  /** By slot of the Redis Cluster, publications and CPU; and what one join to a room of that slot costs, by people. */
  readonly slotPublications: Float64Array;
  readonly slotMicros: Float64Array;
  readonly slotPeople: Float64Array;
  readonly deliveries: number;
  /** Deliveries to people on another pod than the sender. */
  readonly crossPod: number;
  readonly publications: number;
  readonly joins: number;
  /** Rooms with people on more than one pod. */
  readonly splitRooms: number;
}

/** Adds up, room by room, what the people on `podOf` cause: nothing here is by chance. -1 is nobody's pod. */
export function steadyState(
  population: Population,
  podOf: Int32Array,
  pods: number,
  { costs, options, rules }: { costs: Costs; options: Options; rules: Rules },
): SteadyState {
  const sum = {
    connections: new Float64Array(pods),
    cpuMicros: new Float64Array(pods),
    envelopes: new Float64Array(pods),
    slotPublications: new Float64Array(SLOTS),
    slotMicros: new Float64Array(SLOTS),
    slotPeople: new Float64Array(SLOTS),
    deliveries: 0,
    crossPod: 0,
    publications: 0,
    joins: 0,
    splitRooms: 0,
  };
  population.roomIds.forEach((roomId, room) => {
    const members = membersByPod(population, podOf, room);
    const people = [...members.values()].reduce((total, count) => total + count, 0);
    if (people === 0) return;
    const rates = ratesOf(people, options, rules);
    addRoom(sum, rates, members, people, costs);
    addSlot(sum, calculateSlot(channelOf(roomId)), rates, members.size, people, costs);
  });
  return sum;
}

type Sums = { -readonly [Name in keyof SteadyState]: SteadyState[Name] };

export function membersByPod({ firstOf }: Population, podOf: Int32Array, room: number): Map<number, number> {
  const members = new Map<number, number>();
  for (let person = firstOf[room] as number; person < (firstOf[room + 1] as number); person += 1) {
    const pod = podOf[person] as number;
    if (pod >= 0) members.set(pod, (members.get(pod) ?? 0) + 1);
  }
  return members;
}

function addRoom(sum: Sums, rates: RoomRates, members: Map<number, number>, people: number, costs: Costs): void {
  const signals = rates.descriptions + rates.candidates;
  const toOthers = [...members.values()].reduce((pairs, count) => pairs + count * (people - count), 0);
  sum.joins += rates.joins;
  sum.publications += publicationsOf(rates);
  sum.deliveries += rates.broadcasts * people + rates.joins * people + signals;
  sum.crossPod += (rates.broadcasts + rates.joins) * (toOthers / people);
  if (people > 1) sum.crossPod += signals * (toOthers / (people * (people - 1)));
  if (members.size > 1) sum.splitRooms += 1;
  for (const [pod, count] of members) {
    const share = count / people;
    const envelopes = publicationsOf(rates) - rates.mediaRequests;
    sum.connections[pod] = at(sum.connections, pod) + count;
    sum.envelopes[pod] = at(sum.envelopes, pod) + envelopes;
    sum.cpuMicros[pod] = at(sum.cpuMicros, pod) + cpuOf(rates, count, share, envelopes, costs);
  }
}

/** CPU of a pod that has `count` people, `share` of the room, and hears all that is published for it. */
function cpuOf(rates: RoomRates, count: number, share: number, envelopes: number, costs: Costs): number {
  const signals = rates.descriptions + rates.candidates;
  const sent = share * (rates.broadcasts + rates.mediaRequests);
  return (
    share * rates.joins * (costs.connectMicros + costs.joinMicros) +
    sent * costs.messageMicros +
    share * signals * (costs.relayMicros + costs.deliveryMicros) +
    share * publicationsOf(rates) * costs.publishMicros +
    envelopes * costs.envelopeMicros +
    (rates.broadcasts + rates.joins) * count * costs.deliveryMicros +
    (count * 1000 * costs.pingMicros) / limits.pingIntervalMs
  );
}

function addSlot(sum: Sums, slot: number, rates: RoomRates, pods: number, people: number, costs: Costs): void {
  const publications = publicationsOf(rates);
  const scripts = rates.joins * commands.join.scripts + rates.broadcasts * commands.broadcast.scripts;
  const sets = rates.joins * commands.join.sets + rates.descriptions * commands.description.sets;
  const micros =
    publications * (costs.redisSpublishMicros + (pods - 1) * costs.redisSubscriberMicros) +
    scripts * costs.redisScriptMicros +
    sets * costs.redisSetMicros;
  sum.slotPublications[slot] = at(sum.slotPublications, slot) + publications;
  sum.slotMicros[slot] = at(sum.slotMicros, slot) + micros;
  sum.slotPeople[slot] = at(sum.slotPeople, slot) + people;
}

function publicationsOf(rates: RoomRates): number {
  return rates.joins + rates.broadcasts + rates.descriptions + rates.candidates + rates.mediaRequests;
}

/** Redis CPU of one who comes in, or back in. */
export function redisJoinMicros(costs: Costs): number {
  const { scripts, sets, publications } = commands.join;
  return scripts * costs.redisScriptMicros + sets * costs.redisSetMicros + publications * costs.redisSpublishMicros;
}

const at = (list: Float64Array, index: number): number => list[index] as number;

import type { Costs } from './costs.ts';
import { redisJoinMicros, SLOTS, type SteadyState } from './steady-state.ts';

/** A Redis Cluster has three masters at least. */
const FEWEST = 3;
const MOST = 1000;

export interface ShardLoad {
  readonly shards: number;
  readonly meanPublications: number;
  readonly mostPublications: number;
  /** Of what one shard bears, 1 for all: in a steady state, and while the herd comes back. */
  readonly meanLoad: number;
  readonly mostLoad: number;
  readonly herdLoad: number;
}

/** Half of a shard is for what no simulation knows. */
const MOST_LOAD = 0.5;

/**
 * On so many shards, or where none are given on the fewest of which none bears half of what it can, the worst moment of a
 * herd included.
 */
export function shardLoad(
  steady: SteadyState,
  herdJoinsPerSecond: number,
  costs: Costs,
  given: number | null,
): ShardLoad {
  if (given !== null) return loadOf(steady, herdJoinsPerSecond, costs, given);
  for (let shards = FEWEST; shards <= MOST; shards += 1) {
    const load = loadOf(steady, herdJoinsPerSecond, costs, shards);
    if (isBelowHalf(load)) return load;
  }
  throw new RangeError(`more than ${MOST} shards`);
}

export function isBelowHalf({ mostLoad, herdLoad }: ShardLoad): boolean {
  return mostLoad < MOST_LOAD && herdLoad < MOST_LOAD;
}

/** Slots are dealt out in ranges, as `redis-cli --cluster create` does. */
function loadOf(steady: SteadyState, herdJoinsPerSecond: number, costs: Costs, shards: number): ShardLoad {
  const publications = bySlots(steady.slotPublications, shards);
  const people = bySlots(steady.slotPeople, shards);
  const loads = bySlots(steady.slotMicros, shards).map((micros) => micros / costs.shardMicrosPerSecond);
  const all = people.reduce((sum, count) => sum + count, 0);
  const herd = loads.map((load, shard) => {
    const joins = (herdJoinsPerSecond * (people[shard] ?? 0)) / all;
    return load + (joins * redisJoinMicros(costs)) / costs.shardMicrosPerSecond;
  });
  return {
    shards,
    meanPublications: mean(publications),
    mostPublications: Math.max(...publications),
    meanLoad: mean(loads),
    mostLoad: Math.max(...loads),
    herdLoad: Math.max(...herd),
  };
}

export function bySlots(slots: Float64Array, shards: number): number[] {
  const sums = new Array<number>(shards).fill(0);
  slots.forEach((value, slot) => {
    const shard = Math.floor((slot * shards) / SLOTS);
    sums[shard] = (sums[shard] ?? 0) + value;
  });
  return sums;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

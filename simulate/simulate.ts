import { Random } from '../apps/loadtest/src/random.ts';
import { autoscalerCurve, type Curve } from './autoscaler-curve.ts';
import type { CostSheet } from './costs.ts';
import { House, type HouseOptions } from './house.ts';
import { type Moved, movedRooms } from './hub-ring.ts';
import type { Options } from './options.ts';
import { type OneChannel, oneChannel } from './original-design.ts';
import type { Outcome } from './outcome.ts';
import { populate } from './population.ts';
import { type Deploy, rollingDeploy } from './rolling-deploy.ts';
import type { Rules } from './rules.ts';
import { type ShardLoad, shardsNeeded } from './shards.ts';
import { type SteadyState, steadyState } from './steady-state.ts';
import { totalCut } from './total-cut.ts';
import { ZONES, type ZoneLoss, zoneLoss } from './zone-loss.ts';

export interface PodLoad {
  readonly meanConnections: number;
  readonly mostConnections: number;
  readonly turnedAway: number;
  readonly meanCores: number;
  readonly mostCores: number;
  readonly mostBytes: number;
}

export interface Size {
  readonly pods: number;
  readonly load: PodLoad;
  readonly splitRooms: number;
  readonly crossPodShare: number;
  /** Where the balancer does not look at the room. */
  readonly crossPodShareUnhashed: number;
  /** Messages a second that a pod reads from the bus, that Redis writes to pods, and the Redis CPU for them. */
  readonly meanEnvelopesPerPod: number;
  readonly redisDeliveries: number;
  readonly busCores: number;
  readonly deploy: Deploy;
  readonly zoneLoss: ZoneLoss;
  readonly totalCut: Outcome;
  readonly shards: ShardLoad;
  readonly original: OneChannel;
  readonly oneMorePod: Moved;
  readonly zoneFewerPods: Moved;
}

export interface Result {
  readonly options: Options;
  readonly rules: Rules;
  readonly sheet: CostSheet;
  readonly rooms: number;
  readonly rates: { readonly joins: number; readonly deliveries: number; readonly publications: number };
  readonly autoscaler: Curve;
  /** The least pods of which two thirds hold everyone. */
  readonly podsForZoneLoss: number;
  /** At the pods that were asked for, at what the autoscaler settles at, and at what bears the loss of a zone. */
  readonly sizes: readonly Size[];
}

export type Progress = (words: string) => void;

/** All of it. The same options, rules and costs give the same result. */
export function simulate(options: Options, rules: Rules, sheet: CostSheet, progress: Progress): Result {
  const { pods, connections, seed } = options;
  progress(`${connections} people into meetings`);
  const population = populate(connections, options.rooms, new Random(seed));
  const base = { population, rules, costs: sheet.costs, seed, podStartMs: 1000 * options['pod-start-seconds'] };
  const start = steadyOf(new House(base, pods), options, sheet);
  const autoscaler = autoscalerCurve(rules, {
    people: connections,
    rampMs: 60_000 * options['ramp-minutes'],
    podStartMs: base.podStartMs,
    cpuMillisPerConnection: sum(start.cpuMicros) / 1000 / sum(start.connections),
  });
  const podsForZoneLoss = zoneProof(connections, rules);
  const counts = [...new Set([pods, autoscaler.steadyPods, podsForZoneLoss])].sort((a, b) => a - b);
  return {
    options,
    rules,
    sheet,
    rooms: population.roomIds.length,
    rates: { joins: start.joins, deliveries: start.deliveries, publications: start.publications },
    autoscaler,
    podsForZoneLoss,
    sizes: counts.map((count) => sizeOf(count, base, options, sheet, progress)),
  };
}

function sizeOf(pods: number, base: HouseOptions, options: Options, sheet: CostSheet, progress: Progress): Size {
  const { rules, population } = base;
  progress(`${pods} pods: a steady state`);
  const house = new House(base, pods);
  const steady = steadyOf(house, options, sheet);
  const anywhere = Int32Array.from(house.clients.podOf, () => house.random.between(0, pods - 1));
  const unhashed = steadyState(population, anywhere, pods, { costs: sheet.costs, options, rules });
  progress(`${pods} pods: a deploy of all`);
  const deploy = rollingDeploy(base, pods);
  progress(`${pods} pods: the loss of a zone`);
  const zone = zoneLoss(base, pods);
  progress(`${pods} pods: everyone cut off`);
  const cut = totalCut(base, pods);
  const herd = Math.max(deploy.mostSeatedPerSecond, zone.mostSeatedPerSecond, cut.mostSeatedPerSecond);
  return {
    pods,
    load: podLoad(house, steady, sheet),
    splitRooms: steady.splitRooms,
    crossPodShare: steady.crossPod / steady.deliveries,
    crossPodShareUnhashed: unhashed.crossPod / unhashed.deliveries,
    meanEnvelopesPerPod: sum(steady.envelopes) / pods,
    redisDeliveries: sum(steady.envelopes),
    busCores: busMicros(steady, sheet) / 1e6,
    deploy,
    zoneLoss: zone,
    totalCut: cut,
    shards: shardsNeeded(steady, herd, sheet.costs),
    original: oneChannel(steady, options.connections, pods, sheet.costs),
    oneMorePod: movedRooms(population, rules.ringSize, pods, pods + 1),
    zoneFewerPods: movedRooms(population, rules.ringSize, pods, pods - Math.ceil(pods / ZONES)),
  };
}

function steadyOf(house: House, options: Options, { costs }: CostSheet): SteadyState {
  const { population, rules } = house.options;
  return steadyState(population, house.clients.podOf, house.pods.length, { costs, options, rules });
}

function podLoad(house: House, steady: SteadyState, { costs }: CostSheet): PodLoad {
  const pods = house.pods.length;
  const mostConnections = Math.max(...steady.connections);
  return {
    meanConnections: sum(steady.connections) / pods,
    mostConnections,
    turnedAway: house.turnedAway,
    meanCores: sum(steady.cpuMicros) / 1e6 / pods,
    mostCores: Math.max(...steady.cpuMicros) / 1e6,
    mostBytes: costs.podBaseBytes + mostConnections * (costs.socketBytes + costs.connectionStateBytes),
  };
}

function zoneProof(people: number, { maxConnections }: Rules): number {
  let pods = ZONES;
  while ((pods - Math.ceil(pods / ZONES)) * maxConnections < people) pods += 1;
  return pods;
}

/** What Redis spends on publications alone, a subscriber more for each further pod of a room. */
function busMicros(steady: SteadyState, { costs }: CostSheet): number {
  const further = Math.max(0, sum(steady.envelopes) - steady.publications);
  return steady.publications * costs.redisSpublishMicros + further * costs.redisSubscriberMicros;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

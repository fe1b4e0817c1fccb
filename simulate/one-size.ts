import type { CostSheet } from './costs.ts';
import { House, type HouseOptions } from './house.ts';
import { type Moved, movedRooms } from './hub-ring.ts';
import { type OneChannel, oneChannel } from './original-design.ts';
import type { Outcome } from './outcome.ts';
import { type Deploy, rollingDeploy } from './rolling-deploy.ts';
import { type ShardLoad, shardLoad } from './shards.ts';
import { type SteadyState, steadyState } from './steady-state.ts';
import type { Progress, Study } from './study.ts';
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

/** A steady state and all scenarios at one number of pods. */
export function sizeOf(pods: number, base: HouseOptions, study: Study, progress: Progress): Size {
  const { options, rules, sheet } = study;
  const { population } = base;
  progress(`${pods} pods: a steady state`);
  const house = new House(base, pods);
  const steady = steadyOf(house, study);
  const anywhere = Int32Array.from(house.clients.podOf, () => house.random.between(0, pods - 1));
  const unhashed = steadyState(population, anywhere, pods, { costs: sheet.costs, options, rules });
  progress(`${pods} pods: a deploy of all`);
  const deploy = rollingDeploy(base, pods);
  progress(`${pods} pods: the loss of a zone`);
  const zone = zoneLoss(base, pods);
  progress(`${pods} pods: everyone cut off`);
  const cut = totalCut(base, pods);
  progress(`${pods} pods: done`);
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
    shards: shardLoad(steady, herd, sheet.costs, options.shards),
    original: oneChannel(steady, options.connections, pods, sheet.costs),
    oneMorePod: movedRooms(population, rules.ringSize, pods, pods + 1),
    zoneFewerPods: movedRooms(population, rules.ringSize, pods, pods - Math.ceil(pods / ZONES)),
  };
}

/** What the people of a house cause, each where they have a place. */
export function steadyOf(house: House, { options, sheet }: Study): SteadyState {
  const { population, rules } = house.options;
  return steadyState(population, house.clients.podOf, house.pods.length, { costs: sheet.costs, options, rules });
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

/** What Redis spends on publications alone, a subscriber more for each further pod of a room. */
function busMicros(steady: SteadyState, { costs }: CostSheet): number {
  const further = Math.max(0, sum(steady.envelopes) - steady.publications);
  return steady.publications * costs.redisSpublishMicros + further * costs.redisSubscriberMicros;
}

export function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

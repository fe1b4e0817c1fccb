import { autoscalerCurve, type Curve } from './autoscaler-curve.ts';
import type { CostSheet } from './costs.ts';
import { House } from './house.ts';
import { type Size, steadyOf, sum } from './one-size.ts';
import type { Options } from './options.ts';
import type { Rules } from './rules.ts';
import { houseOptionsOf, type Progress, type Study } from './study.ts';
import { ZONES } from './zone-loss.ts';

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

/** All that happens at one number of pods, here or in another process. */
export type SimulateSize = (pods: number, study: Study, progress: Progress) => Promise<Size>;

/** All of it. The same study gives the same result, wherever the sizes are simulated. */
export async function simulate(study: Study, simulateSize: SimulateSize, progress: Progress): Promise<Result> {
  const { options, rules, sheet } = study;
  const { pods, connections } = options;
  progress(`${connections} people into meetings`);
  const base = houseOptionsOf(study);
  const start = steadyOf(new House(base, pods), study);
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
    rooms: base.population.roomIds.length,
    rates: { joins: start.joins, deliveries: start.deliveries, publications: start.publications },
    autoscaler,
    podsForZoneLoss,
    sizes: await Promise.all(counts.map((count) => simulateSize(count, study, progress))),
  };
}

function zoneProof(people: number, { maxConnections }: Rules): number {
  let pods = ZONES;
  while ((pods - Math.ceil(pods / ZONES)) * maxConnections < people) pods += 1;
  return pods;
}

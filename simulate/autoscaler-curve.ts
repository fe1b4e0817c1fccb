import { Hpa, type PodMetric, SYNC_MS } from './hpa.ts';
import type { Rules } from './rules.ts';

/** After everyone is in, the autoscaler's windows must have passed before its count is called steady. */
const SETTLING_MS = 1_800_000;

export interface CurveOptions {
  readonly people: number;
  readonly rampMs: number;
  readonly podStartMs: number;
  /** Of one connection, in a steady state. */
  readonly cpuMillisPerConnection: number;
}

export interface CurvePoint {
  readonly atMs: number;
  readonly pods: number;
  readonly present: number;
  /** Came and found no place yet. */
  readonly waiting: number;
}

export interface Curve {
  readonly points: readonly CurvePoint[];
  readonly steadyPods: number;
  /** When the last change came. */
  readonly steadyAtMs: number;
  readonly mostWaiting: number;
}

/** People come evenly over a while to a house of the fewest pods, which grows with them. Rooms are not looked at here. */
export function autoscalerCurve(rules: Rules, options: CurveOptions): Curve {
  const hpa = new Hpa(rules.hpa);
  const points: CurvePoint[] = [];
  let starting: number[] = [];
  let wanted = rules.hpa.minReplicas;
  let present = 0;
  let steadyAtMs = 0;
  for (let atMs = 0; atMs <= options.rampMs + SETTLING_MS; atMs += SYNC_MS) {
    starting = starting.filter((readyAtMs) => readyAtMs > atMs);
    const ready = wanted - starting.length;
    const came = Math.floor(options.people * Math.min(1, atMs / options.rampMs));
    const places = Math.min(ready * rules.maxConnections, present + (ready * rules.joinsPerSecond * SYNC_MS) / 1000);
    present = Math.max(present, Math.min(came, places));
    points.push({ atMs, pods: ready, present, waiting: came - present });
    const desired = hpa.decide(atMs, wanted, metricsOf(rules, present, ready, starting.length, options));
    if (desired !== wanted) steadyAtMs = atMs;
    for (let added = wanted; added < desired; added += 1) starting.push(atMs + options.podStartMs);
    wanted = desired;
  }
  return { points, steadyPods: wanted, steadyAtMs, mostWaiting: Math.max(...points.map(({ waiting }) => waiting)) };
}

function metricsOf(rules: Rules, present: number, ready: number, unready: number, options: CurveOptions): PodMetric[] {
  const count = { reporting: ready, missing: 0, unready };
  const cpuTarget = (rules.cpuRequestMillis * rules.hpa.cpuPercent) / 100;
  return [
    { ...count, sum: present, targetPerPod: rules.hpa.connections },
    { ...count, sum: present * options.cpuMillisPerConnection, targetPerPod: cpuTarget },
  ];
}

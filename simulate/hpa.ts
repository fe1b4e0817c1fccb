/**
 * The HorizontalPodAutoscaler's arithmetic, autoscaling/v2, as Kubernetes documents it:
 * https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/ (algorithm details, configurable
 * scaling behavior). The cluster's own defaults: a look every 15 s, a tolerance of a tenth.
 */
export const SYNC_MS = 15_000;
const TOLERANCE = 0.1;

export interface ScalingPolicy {
  readonly type: 'Pods' | 'Percent';
  readonly value: number;
  readonly periodSeconds: number;
}

export interface ScalingRules {
  readonly stabilizationWindowSeconds: number;
  /** Max takes the policy that allows the largest change, Min the smallest. */
  readonly selectPolicy: 'Max' | 'Min' | 'Disabled';
  readonly policies: readonly ScalingPolicy[];
}

export interface HpaSpec {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly scaleUp: ScalingRules;
  readonly scaleDown: ScalingRules;
}

/** One metric: what the pods that answer report, added up, and what each is to have. */
export interface PodMetric {
  readonly sum: number;
  readonly targetPerPod: number;
  /** Pods that answer. */
  readonly reporting: number;
  /** Pods that should and do not, such as those of a lost zone. */
  readonly missing: number;
  /** Pods that are starting. */
  readonly unready: number;
}

/** How many pods one metric asks for. */
export function desiredOf(current: number, { sum, targetPerPod, reporting, missing, unready }: PodMetric): number {
  if (reporting === 0) return current;
  const ratio = sum / reporting / targetPerPod;
  // Who does not answer is taken for idle before scaling up, and for busy before scaling down; who starts, for idle or none.
  const idle = ratio > 1 ? unready : 0;
  if (missing + idle === 0) return isTolerable(ratio) ? current : ceil(ratio * reporting);
  const assumed = ratio > 1 ? 0 : missing * targetPerPod;
  const all = reporting + missing + idle;
  const damped = (sum + assumed) / all / targetPerPod;
  if (isTolerable(damped) || ratio > 1 !== damped > 1) return current;
  const desired = ceil(damped * all);
  // A count that goes against the direction is not acted upon.
  return (damped > 1 && desired < current) || (damped < 1 && desired > current) ? current : desired;
}

function isTolerable(ratio: number): boolean {
  return Math.abs(ratio - 1) <= TOLERANCE + Number.EPSILON;
}

/** 8000 of 8000 for each of ten pods are ten pods, whatever the last bit says. */
function ceil(value: number): number {
  return Math.ceil(value - 1e-9);
}

interface Noted {
  readonly atMs: number;
  readonly pods: number;
}

/** An autoscaler with its memory: what it wanted and did of late. */
export class Hpa {
  readonly #spec: HpaSpec;
  #wanted: Noted[] = [];
  #changes: Noted[] = [];

  constructor(spec: HpaSpec) {
    this.#spec = spec;
  }

  /** How many pods there should be from now on. To be asked every {@link SYNC_MS}. */
  decide(nowMs: number, current: number, metrics: readonly PodMetric[]): number {
    const { minReplicas, maxReplicas } = this.#spec;
    const wanted = Math.max(...metrics.map((metric) => desiredOf(current, metric)));
    const stable = this.#stabilize(nowMs, current, wanted);
    const allowed = stable > current ? this.#up(nowMs, current, stable) : this.#down(nowMs, current, stable);
    const next = Math.min(Math.max(allowed, minReplicas), maxReplicas);
    if (next !== current) this.#changes.push({ atMs: nowMs, pods: next - current });
    return next;
  }

  /** Up to the least that was wanted within the window of scaling up, down to the most within that of scaling down. */
  #stabilize(nowMs: number, current: number, wanted: number): number {
    const { scaleUp, scaleDown } = this.#spec;
    this.#wanted.push({ atMs: nowMs, pods: wanted });
    const longestMs = 1000 * Math.max(scaleUp.stabilizationWindowSeconds, scaleDown.stabilizationWindowSeconds);
    this.#wanted = this.#wanted.filter(({ atMs }) => atMs > nowMs - longestMs || atMs === nowMs);
    const within = ({ stabilizationWindowSeconds }: ScalingRules) =>
      this.#wanted
        .filter(({ atMs }) => atMs > nowMs - 1000 * stabilizationWindowSeconds || atMs === nowMs)
        .map(({ pods }) => pods);
    const least = Math.min(...within(scaleUp));
    const most = Math.max(...within(scaleDown));
    return Math.min(Math.max(current, least), most);
  }

  #up(nowMs: number, current: number, wanted: number): number {
    const { scaleUp } = this.#spec;
    const limits = scaleUp.policies.map(({ type, value, periodSeconds }) => {
      const start = current - this.#changed(nowMs, periodSeconds, 1);
      return type === 'Pods' ? start + value : Math.ceil(start * (1 + value / 100));
    });
    return Math.max(current, Math.min(wanted, choose(limits, scaleUp, Math.max, Math.min, current)));
  }

  #down(nowMs: number, current: number, wanted: number): number {
    const { scaleDown } = this.#spec;
    const limits = scaleDown.policies.map(({ type, value, periodSeconds }) => {
      const start = current + this.#changed(nowMs, periodSeconds, -1);
      return type === 'Pods' ? start - value : Math.trunc(start * (1 - value / 100));
    });
    return Math.min(current, Math.max(wanted, choose(limits, scaleDown, Math.min, Math.max, current)));
  }

  /** How many pods came (1) or went (-1) within a period. */
  #changed(nowMs: number, periodSeconds: number, sign: 1 | -1): number {
    return this.#changes
      .filter(({ atMs, pods }) => atMs > nowMs - 1000 * periodSeconds && pods * sign > 0)
      .reduce((sum, { pods }) => sum + pods * sign, 0);
  }
}

type Choice = (...values: number[]) => number;

/** `widest` is the choice that allows the largest change. Without a policy any change is allowed. */
function choose(
  limits: number[],
  { selectPolicy }: ScalingRules,
  widest: Choice,
  least: Choice,
  current: number,
): number {
  if (selectPolicy === 'Disabled') return current;
  return (selectPolicy === 'Max' ? widest : least)(...limits);
}

import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { settings } from '../apps/server/src/config.ts';
import { LEASE_MS } from '../apps/server/src/store/redis-pod.ts';
import type { HpaSpec } from './hpa.ts';
import type { Options } from './options.ts';

const BASE = new URL('../deploy/k8s/base/realtime-hub.yaml', import.meta.url);
const ISTIO = new URL('../deploy/k8s/components/istio/', import.meta.url);

const count = z.number().int().nonnegative();
const Policies = z.object({
  stabilizationWindowSeconds: count,
  selectPolicy: z.enum(['Max', 'Min', 'Disabled']).default('Max'),
  policies: z.array(z.object({ type: z.enum(['Pods', 'Percent']), value: count, periodSeconds: count })).nonempty(),
});
const Metric = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('Resource'),
    resource: z.object({ name: z.literal('cpu'), target: z.object({ averageUtilization: count }) }),
  }),
  z.object({ type: z.literal('Pods'), pods: z.object({ target: z.object({ averageValue: z.coerce.number() }) }) }),
]);
const Autoscaler = z.object({
  spec: z.object({
    minReplicas: count,
    maxReplicas: count,
    metrics: z.array(Metric),
    behavior: z.object({ scaleUp: Policies, scaleDown: Policies }),
  }),
});
const Container = z.object({
  env: z.array(z.object({ name: z.string(), value: z.string().optional() })),
  resources: z.object({
    requests: z.object({ cpu: z.string() }),
    limits: z.object({ cpu: z.string(), memory: z.string() }),
  }),
  lifecycle: z.object({ preStop: z.object({ sleep: z.object({ seconds: count }) }) }),
});
const Deployment = z.object({
  spec: z.object({
    minReadySeconds: count,
    strategy: z.object({ rollingUpdate: z.object({ maxSurge: z.string(), maxUnavailable: z.literal(0) }) }),
    template: z.object({ spec: z.object({ containers: z.tuple([Container]) }) }),
  }),
});
const Destination = z.object({
  spec: z.object({
    trafficPolicy: z.object({
      loadBalancer: z.object({ consistentHash: z.object({ ringHash: z.object({ minimumRingSize: count }) }) }),
      connectionPool: z.object({ tcp: z.object({ connectTimeout: z.string() }) }),
    }),
  }),
});
const Retries = z.object({ attempts: count, retryIgnorePreviousHosts: z.boolean().default(false) });
const Routes = z.object({
  spec: z.object({ http: z.array(z.object({ name: z.string(), retries: Retries.optional() })) }),
});

/** What the deployment and the server's settings lay down. */
export interface Rules {
  readonly maxConnections: number;
  readonly joinsPerSecond: number;
  readonly drainMs: number;
  readonly graceMs: number;
  readonly leaseMs: number;
  readonly meshPeople: number;
  readonly preStopMs: number;
  readonly minReadyMs: number;
  readonly maxSurge: number;
  readonly cpuRequestMillis: number;
  readonly cpuLimitMillis: number;
  readonly memoryLimitBytes: number;
  readonly ringSize: number;
  readonly connectTimeoutMs: number;
  /** Further hubs that the balancer asks after the first. */
  readonly retries: number;
  readonly hpa: HpaSpec & { readonly cpuPercent: number; readonly connections: number };
}

/** Reads the manifests of `deploy/` and the server's defaults. Throws where a manifest has another shape. */
export function readRules(): Rules {
  const { spec } = Deployment.parse(manifest(BASE, 'Deployment'));
  const { trafficPolicy } = Destination.parse(manifest(new URL('destinations.yaml', ISTIO), 'DestinationRule')).spec;
  const [container] = spec.template.spec.containers;
  const env = new Map(container.env.map(({ name, value }) => [name, value]));
  const setting = (
    name: 'MAX_CONNECTIONS' | 'JOINS_PER_SECOND' | 'DRAIN_SECONDS' | 'RECONNECT_GRACE_SECONDS' | 'SFU_ABOVE',
  ) => Number(env.get(name) ?? settings[name].default);
  const { limits, requests } = container.resources;
  return {
    maxConnections: setting('MAX_CONNECTIONS'),
    joinsPerSecond: setting('JOINS_PER_SECOND'),
    drainMs: 1000 * setting('DRAIN_SECONDS'),
    graceMs: 1000 * setting('RECONNECT_GRACE_SECONDS'),
    leaseMs: LEASE_MS,
    meshPeople: setting('SFU_ABOVE'),
    preStopMs: 1000 * container.lifecycle.preStop.sleep.seconds,
    minReadyMs: 1000 * spec.minReadySeconds,
    maxSurge: withUnit(spec.strategy.rollingUpdate.maxSurge, '%') / 100,
    cpuRequestMillis: withUnit(requests.cpu, 'm'),
    cpuLimitMillis: withUnit(limits.cpu, 'm'),
    memoryLimitBytes: withUnit(limits.memory, 'Gi') * 2 ** 30,
    ringSize: trafficPolicy.loadBalancer.consistentHash.ringHash.minimumRingSize,
    connectTimeoutMs: 1000 * withUnit(trafficPolicy.connectionPool.tcp.connectTimeout, 's'),
    retries: retriesOfHubs(),
    hpa: autoscaler(),
  };
}

/** As they are where an operator has other numbers than the manifests. */
export function withOptions(rules: Rules, options: Options): Rules {
  return {
    ...rules,
    maxConnections: options['max-connections'] ?? rules.maxConnections,
    retries: options.retries ?? rules.retries,
    hpa: { ...rules.hpa, connections: options['hpa-connections'] ?? rules.hpa.connections },
  };
}

function retriesOfHubs(): number {
  const { http } = Routes.parse(manifest(new URL('gateway.yaml', ISTIO), 'VirtualService')).spec;
  const retries = http.find(({ name }) => name === 'realtime-hub')?.retries;
  // Without the flag the hash leads every try to the same hub.
  return retries?.retryIgnorePreviousHosts ? retries.attempts : 0;
}

function autoscaler(): Rules['hpa'] {
  const { behavior, metrics, ...replicas } = Autoscaler.parse(manifest(BASE, 'HorizontalPodAutoscaler')).spec;
  let cpuPercent = Number.POSITIVE_INFINITY;
  let connections = Number.POSITIVE_INFINITY;
  for (const metric of metrics) {
    if (metric.type === 'Resource') cpuPercent = metric.resource.target.averageUtilization;
    else connections = metric.pods.target.averageValue;
  }
  return { ...replicas, ...behavior, cpuPercent, connections };
}

/** The first object of a kind in a file. */
function manifest(file: URL, kind: string): unknown {
  const objects = parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as { kind?: string });
  const found = objects.find((object) => object.kind === kind);
  if (!found) throw new Error(`${file.pathname} has no ${kind}`);
  return found;
}

function withUnit(text: string, unit: string): number {
  const value = text.endsWith(unit) ? Number(text.slice(0, -unit.length)) : Number.NaN;
  if (!(value > 0)) throw new Error(`"${text}" is not a number of ${unit}`);
  return value;
}

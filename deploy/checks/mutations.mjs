import { find } from './manifest.mjs';
import { checkArchitecture } from './rules/architecture.mjs';
import { checkContainers } from './rules/containers.mjs';
import { checkEdges } from './rules/edges.mjs';
import { checkMedia } from './rules/media.mjs';
import { checkPorts } from './rules/ports.mjs';
import { checkBackendConfigs, checkNamespaces, checkReferences } from './rules/references.mjs';
import { checkRollout } from './rules/rollout.mjs';
import { checkRoutes } from './rules/routes.mjs';
import { checkSelectors } from './rules/selectors.mjs';
import { checkSettings } from './rules/settings.mjs';
import { checkSchemas } from './schema-check.mjs';

const podOf = (object) => object.spec.template.spec;
const deployment = (name) => (objects) => find(objects, 'Deployment', name);
const pod = (name) => (objects) => podOf(deployment(name)(objects));
const container = (name) => (objects) => pod(name)(objects).containers[0];
const object = (kind, name) => (objects) => find(objects, kind, name);
const hub = container('realtime-hub');
const media = container('media');
const mapNamed = (pattern) => (objects) =>
  objects.find(({ kind, metadata }) => kind === 'ConfigMap' && pattern.test(metadata.name));
const settingsMap = mapNamed(/-settings-/);
const mediaMap = mapNamed(/-media-/);

/** Sets one field of what `pick` finds, by its path; undefined removes it. */
const set = (pick, path, value) => (objects) => {
  const keys = path.split('.');
  const last = keys.pop();
  const owner = keys.reduce((found, key) => found[key], pick(objects));
  if (value === undefined) delete owner[last];
  else owner[last] = value;
};

const remove = (kind, name) => (objects) => {
  objects.splice(objects.indexOf(find(objects, kind, name)), 1);
};

const setEnv = (pick, name, value) => (objects) => {
  const { env } = pick(objects);
  const at = env.findIndex((one) => one.name === name);
  if (value === undefined) env.splice(at, 1);
  else if (at < 0) env.push({ name, value });
  else env[at] = { name, value };
};

/**
 * By rule.
 * @typedef {[breaks: string, overlay: string, mutate: (objects: any[]) => unknown, complaint: RegExp]} Case
 * @typedef {(objects: any[], overlay: string) => string[]} Rule
 * @type {Map<Rule, Case[]>}
 */
const byRule = new Map([
  [
    checkSchemas,
    [
      ['an unknown field', 'dev', set(hub, 'livenesProbe', {}), /livenesProbe/],
      [
        'a field of the wrong type',
        'gke',
        set(object('HorizontalPodAutoscaler', 'auth-hpa'), 'spec.minReplicas', '2'),
        /integer/,
      ],
      [
        'a field that is missing',
        'dev',
        set(object('Ingress', 'cline-meet'), 'spec.rules.0.http.paths.0.pathType', undefined),
        /pathType/,
      ],
      [
        'a word that is none of those allowed',
        'dev',
        set(object('Service', 'auth-service'), 'spec.type', 'ClusterIp'),
        /allowed values/,
      ],
      [
        'text that YAML takes for a truth value',
        'dev',
        set(settingsMap, 'data.DEVELOPMENT', true),
        /DEVELOPMENT must be string/,
      ],
      [
        'a kind that nobody knows',
        'dev',
        set(object('Job', 'migrate'), 'apiVersion', 'batch/v2'),
        /no schema for batch\/v2/,
      ],
      [
        'a field of Istio',
        'gke-istio',
        set(
          object('DestinationRule', 'realtime-hub'),
          'spec.trafficPolicy.loadBalancer.consistentHash.httpQueryParameter',
          'room',
        ),
        /httpQueryParameter\)/,
      ],
      [
        'a field of a monitor',
        'gke',
        set(object('ServiceMonitor', 'auth'), 'spec.endpoints.0.intervall', '5s'),
        /intervall/,
      ],
      [
        'a field of an alert',
        'gke',
        set(object('PrometheusRule', 'cline-meet'), 'spec.groups.0.rules.0.forr', '5m'),
        /forr/,
      ],
      [
        'a field of an external secret',
        'gke',
        set(object('ExternalSecret', 'cline-meet-redis'), 'spec.data.0.remoteKey', 'x'),
        /remoteKey/,
      ],
      [
        'a field of GKE',
        'gke',
        set(object('BackendConfig', 'realtime-hub'), 'spec.timeoutSeconds', 60),
        /timeoutSeconds/,
      ],
    ],
  ],
  [
    checkSelectors,
    [
      [
        'a Service without pods',
        'dev',
        set(object('Service', 'auth-service'), 'spec.selector.app', 'aut'),
        /Service auth-service: it selects no pod/,
      ],
      [
        'a Deployment without its own pods',
        'dev',
        set(deployment('gateway'), 'spec.selector.matchLabels.app', 'gate'),
        /its selector misses/,
      ],
      [
        'a budget without pods',
        'gke',
        set(object('PodDisruptionBudget', 'realtime-hub'), 'spec.selector.matchLabels.app', 'hub'),
        /Budget realtime-hub: it selects no pod/,
      ],
      [
        'a policy without pods',
        'gke',
        set(object('NetworkPolicy', 'gateway-to-auth'), 'spec.podSelector.matchLabels.app', 'gate'),
        /Policy gateway-to-auth: it selects no pod/,
      ],
      [
        'a monitor without a Service',
        'gke',
        set(object('ServiceMonitor', 'realtime-hub'), 'spec.selector.matchLabels.app', 'hub'),
        /it selects no Service/,
      ],
      [
        'an autoscaler of nothing',
        'gke',
        set(object('HorizontalPodAutoscaler', 'realtime-hub-hpa'), 'spec.scaleTargetRef.name', 'hub'),
        /no Deployment hub/,
      ],
      [
        'pods spread by the labels of others',
        'gke',
        set(pod('auth'), 'topologySpreadConstraints.0.labelSelector.matchLabels.app', 'gateway'),
        /spreads other pods/,
      ],
      [
        'an authorization for nobody',
        'gke-istio',
        set(object('AuthorizationPolicy', 'people-to-realtime-hub'), 'spec.selector.matchLabels.app', 'hub'),
        /it selects no pod/,
      ],
    ],
  ],
  [
    checkPorts,
    [
      [
        'a Service that leads to no port',
        'dev',
        set(object('Service', 'realtime-hub-service'), 'spec.ports.1.targetPort', 8082),
        /no port 8082/,
      ],
      ['a probe of no port', 'dev', set(hub, 'livenessProbe.httpGet.port', 'https'), /asks port https/],
      [
        'a way in to no port',
        'dev',
        set(object('Ingress', 'realtime-hub'), 'spec.rules.0.http.paths.0.backend.service.port.name', 'ws'),
        /no port ws/,
      ],
      [
        'a policy for more ports than there are',
        'gke',
        set(object('NetworkPolicy', 'media-from-people'), 'spec.ingress.0.ports.1.endPort', 40003),
        /opens port 40003/,
      ],
      [
        'a pod monitor of no port',
        'gke',
        set(object('PodMonitor', 'media'), 'spec.podMetricsEndpoints.0.port', 'metrics'),
        /PodMonitor media: pods that it selects have no port metrics/,
      ],
      [
        'a policy for a port that is not there',
        'gke',
        set(object('NetworkPolicy', 'auth-from-gateway'), 'spec.ingress.0.ports.0.port', 80),
        /opens port 80/,
      ],
      [
        'a monitor of no port',
        'gke',
        set(object('ServiceMonitor', 'auth'), 'spec.endpoints.0.port', 'metrics'),
        /no port metrics/,
      ],
      [
        'a route to no port',
        'gke-istio',
        set(object('VirtualService', 'cline-meet'), 'spec.http.0.route.0.destination.port.number', 80),
        /no port 80/,
      ],
      [
        'a rule for no Service',
        'gke-istio',
        set(object('DestinationRule', 'realtime-hub'), 'spec.host', 'hub.cline-meet.svc.cluster.local'),
        /no Service hub/,
      ],
    ],
  ],
  [
    checkReferences,
    [
      [
        'configuration that is not there',
        'dev',
        set(hub, 'envFrom.0.configMapRef.name', 'settings'),
        /no ConfigMap settings/,
      ],
      ['a secret that is not there', 'dev', remove('Secret', 'cline-meet-redis'), /no Secret cline-meet-redis/],
      [
        'a secret that nobody brings',
        'gke',
        remove('ExternalSecret', 'cline-meet-gateway-keys'),
        /no Secret cline-meet-gateway-keys/,
      ],
      [
        'a service account that is not there',
        'dev',
        set(pod('auth'), 'serviceAccountName', 'oauth'),
        /no ServiceAccount oauth/,
      ],
      [
        'a secret of another namespace',
        'dev',
        (objects) =>
          objects.splice(objects.indexOf(find(objects, 'Secret', 'cline-meet-redis', 'cline-meet-media')), 1),
        /media: there is no Secret cline-meet-redis/,
      ],
      ['a volume that is not there', 'dev', set(hub, 'volumeMounts.0.name', 'scratches'), /no volume scratches/],
    ],
  ],
  [
    checkNamespaces,
    [
      [
        'an object elsewhere',
        'gke',
        set(object('NetworkPolicy', 'askers-to-cloud-sql'), 'metadata.namespace', undefined),
        /its namespace is undefined/,
      ],
    ],
  ],
  [
    checkBackendConfigs,
    [
      [
        'a name that is none',
        'gke',
        set(object('BackendConfig', 'realtime-hub'), 'metadata.name', 'hub'),
        /no BackendConfig realtime-hub/,
      ],
    ],
  ],
  [
    checkSettings,
    [
      ['a setting that is none', 'dev', setEnv(hub, 'MAX_CONECTIONS', '10000'), /no setting is called MAX_CONECTIONS/],
      ['a value that is none', 'dev', setEnv(hub, 'MAX_CONNECTIONS', 'many'), /MAX_CONNECTIONS is "many"/],
      ['no Redis', 'dev', setEnv(hub, 'REDIS_URL'), /REDIS_URL must be set too/],
      ['no keys to verify by', 'gke', setEnv(container('gateway'), 'AUTH_KEYS_URL'), /AUTH_KEYS_URL must be set too/],
      [
        'no database to migrate',
        'dev',
        (objects) => setEnv(() => podOf(find(objects, 'Job', 'migrate')).containers[0], 'DATABASE_URL')(objects),
        /migrate needs DATABASE_URL/,
      ],
      [
        'a secret without the key',
        'gke',
        set(object('ExternalSecret', 'cline-meet-database'), 'spec.data.0.secretKey', 'URL'),
        /DATABASE_URL must be set too/,
      ],
      [
        'relays without their secret',
        'gke',
        setEnv(container('gateway'), 'TURN_SECRET'),
        /TURN_SECRET must be set too/,
      ],
      ['sample secrets in earnest', 'dev', set(settingsMap, 'data.DEVELOPMENT', 'off'), /holds a sample secret/],
      [
        'a server that only its own pod reaches',
        'gke',
        set(settingsMap, 'data.HOST', 'localhost'),
        /where nobody reaches it/,
      ],
      [
        'metrics on another port',
        'gke',
        set(settingsMap, 'data.OPERATOR_PORT', '9090'),
        /listens on 8080, 9090 and names 8080, 8081/,
      ],
      [
        'a Redis of the wrong namespace',
        'dev',
        (objects) => {
          const secret = find(objects, 'Secret', 'cline-meet-redis', 'cline-meet-media');
          secret.stringData.REDIS_URL = 'redis://redis:6379';
        },
        /media: REDIS_URL leads to redis:6379, which no Service is/,
      ],
      ['a worker at a port that nobody opened', 'gke', set(mediaMap, 'data.MEDIA_WORKERS', '4'), /names 40000,.*40002/],
      [
        'keys from a port that no Service has',
        'gke',
        setEnv(container('gateway'), 'AUTH_KEYS_URL', 'http://auth-service/api/auth/keys'),
        /which no Service is/,
      ],
      [
        'keys by an edge that is not allowed',
        'gke',
        remove('NetworkPolicy', 'gateway-to-auth'),
        /needs the edge gateway -> auth:8080/,
      ],
    ],
  ],
  [
    checkEdges,
    [
      ['no default', 'gke', remove('NetworkPolicy', 'default-deny'), /no policy that denies.* in cline-meet$/],
      [
        'no default for media nodes',
        'gke-istio',
        remove('NetworkPolicy', 'media-default-deny'),
        /no policy that denies everything else in cline-meet-media/,
      ],
      [
        'a receiver that takes from the pods of another namespace',
        'dev',
        set(object('NetworkPolicy', 'redis-from-media'), 'spec.ingress.0.from.0.namespaceSelector', undefined),
        /media -> redis:6379 is sent but not received/,
      ],
      [
        'a receiver without a sender',
        'gke',
        remove('NetworkPolicy', 'gateway-to-auth'),
        /gateway -> auth:8080 is received but not sent/,
      ],
      [
        'a sender without a receiver',
        'dev',
        remove('NetworkPolicy', 'redis-from-servers'),
        /realtime-hub -> redis:6379 is sent but not received/,
      ],
      [
        'a limit that does not bind',
        'gke',
        set(object('NetworkPolicy', 'auth-to-provider'), 'spec.policyTypes', ['Ingress']),
        /has not the type/,
      ],
    ],
  ],
  [
    checkArchitecture,
    [
      [
        'an edge too few',
        'gke',
        remove('NetworkPolicy', 'servers-to-memorystore'),
        /realtime-hub -> 10.30.0.0\/28:6379 is needed/,
      ],
      [
        'metrics that nobody may read',
        'gke',
        remove('NetworkPolicy', 'servers-from-prometheus'),
        /prometheus -> realtime-hub:8081 is needed/,
      ],
      [
        'media that does not come in',
        'gke',
        set(object('NetworkPolicy', 'media-from-people'), 'spec.ingress.0.ports.0.endPort', undefined),
        /anyone -> media:40000-40002\/UDP is needed/,
      ],
      [
        'media nodes that do not reach each other',
        'gke',
        remove('NetworkPolicy', 'media-to-media'),
        /media -> media:41000-41999\/UDP is needed/,
      ],
      [
        'pipes from anyone',
        'gke',
        set(object('NetworkPolicy', 'media-to-media'), 'spec.ingress.0.from', undefined),
        /anyone -> media:41000-41999\/UDP is allowed and not needed/,
      ],
      [
        'a media node on the internet',
        'gke-istio',
        set(object('NetworkPolicy', 'media-to-metadata-server'), 'spec.egress.0.to', undefined),
        /media -> anyone:80 is allowed and not needed/,
      ],
      [
        'a media node in the namespace of the others',
        'gke',
        set(object('NetworkPolicy', 'media-from-people'), 'metadata.namespace', 'cline-meet'),
        /anyone -> media:40000-40002 is needed/,
      ],
      [
        'a hub that reaches the database',
        'dev',
        openDatabaseToHub,
        /realtime-hub -> postgres:5432 is allowed and not needed/,
      ],
      [
        'a gateway on the internet',
        'gke',
        set(object('NetworkPolicy', 'auth-to-provider'), 'spec.podSelector', {}),
        /realtime-hub -> 0.0.0.0\/0 .* is allowed/,
      ],
      [
        'any port',
        'gke',
        set(object('NetworkPolicy', 'servers-from-prometheus'), 'spec.ingress.0.ports', undefined),
        /prometheus -> auth:any is allowed/,
      ],
      [
        'anyone',
        'gke-istio',
        set(object('NetworkPolicy', 'servers-from-istio-ingress'), 'spec.ingress.0.from', undefined),
        /anyone -> auth:8080 is allowed/,
      ],
    ],
  ],
  [
    checkContainers,
    [
      ['an image that changes', 'dev', set(hub, 'image', 'cline-meet/server:latest'), /without a fixed version/],
      ['an image without a tag', 'dev', set(hub, 'image', 'registry:5000/server'), /without a fixed version/],
      ['no limits', 'dev', set(hub, 'resources.limits', undefined), /has no limits/],
      ['root', 'dev', set(pod('auth'), 'securityContext.runAsUser', 0), /may be root/],
      [
        'whatever user the image has',
        'dev',
        set(pod('auth'), 'securityContext.runAsNonRoot', undefined),
        /may be root/,
      ],
      ['a root file system to write on', 'gke', set(hub, 'securityContext.readOnlyRootFilesystem', false), /may write/],
      ['more rights by set-uid', 'gke', set(hub, 'securityContext.allowPrivilegeEscalation', true), /may become more/],
      ['capabilities', 'gke', set(hub, 'securityContext.capabilities', { add: ['NET_ADMIN'] }), /keeps capabilities/],
      [
        'a sidecar with capabilities',
        'gke',
        set(pod('auth'), 'initContainers.0.securityContext.capabilities', undefined),
        /cloud-sql-proxy keeps/,
      ],
      [
        'a token of the API server',
        'gke',
        set(pod('auth'), 'automountServiceAccountToken', undefined),
        /token of the API server/,
      ],
      ['a liveness that asks Redis', 'gke', set(hub, 'livenessProbe.httpGet.path', '/readyz'), /by more than itself/],
      ['no start-up probe', 'gke', set(hub, 'startupProbe', undefined), /not all three probes/],
    ],
  ],
  [
    checkRollout,
    [
      ['no grace for media', 'gke', set(pod('media'), 'terminationGracePeriodSeconds', 10), /media: stopping takes/],
      ['no budget for media', 'gke', remove('PodDisruptionBudget', 'media'), /Deployment media: no disruption budget/],
      ['nothing that scales media', 'gke', remove('HorizontalPodAutoscaler', 'media-hpa'), /media: nothing scales it/],
      [
        'less grace than the drain takes',
        'gke',
        set(pod('realtime-hub'), 'terminationGracePeriodSeconds', 30),
        /stopping takes \d+/,
      ],
      ['no pause for balancers', 'gke', set(hub, 'lifecycle', undefined), /no time to hear/],
      ['no budget', 'gke', remove('PodDisruptionBudget', 'realtime-hub'), /no disruption budget/],
      [
        'a number of replicas against the autoscaler',
        'gke',
        set(deployment('realtime-hub'), 'spec.replicas', 100),
        /undo its scaling/,
      ],
      ['no autoscaler', 'gke', remove('HorizontalPodAutoscaler', 'auth-hpa'), /nothing scales it/],
      [
        'another metric',
        'gke',
        set(object('HorizontalPodAutoscaler', 'realtime-hub-hpa'), 'spec.metrics.1.pods.metric.name', 'connections'),
        /8000 connections/,
      ],
      [
        'hurried scale-down',
        'gke',
        set(
          object('HorizontalPodAutoscaler', 'realtime-hub-hpa'),
          'spec.behavior.scaleDown.stabilizationWindowSeconds',
          0,
        ),
        /in a hurry/,
      ],
      [
        'fewer hubs',
        'gke',
        set(object('HorizontalPodAutoscaler', 'realtime-hub-hpa'), 'spec.maxReplicas', 100),
        /between 10 and 200/,
      ],
    ],
  ],
  [
    checkRoutes,
    [
      [
        'sockets to the gateway',
        'dev',
        set(object('Ingress', 'realtime-hub'), 'spec.rules.0.http.paths.0.path', '/socket'),
        /\/ws goes to gateway-service/,
      ],
      [
        'a prefix that takes too much',
        'gke',
        set(object('Ingress', 'cline-meet'), 'spec.rules.0.http.paths.4.path', '/api'),
        /\/api\/rooms goes to auth-service/,
      ],
      [
        'people at the port of operators',
        'gke',
        set(object('Ingress', 'cline-meet'), 'spec.rules.0.http.paths.5.backend.service.port.name', 'http'),
        /\/ goes to gateway-service:http/,
      ],
      [
        'routes in another order',
        'gke-istio',
        (objects) => find(objects, 'VirtualService', 'cline-meet').spec.http.reverse(),
        /\/ws goes to gateway/,
      ],
      [
        'an ingress that does not hash',
        'dev',
        set(object('Ingress', 'realtime-hub'), 'metadata.annotations', {}),
        /does not hash/,
      ],
      [
        'a mesh that hashes on a cookie',
        'gke-istio',
        set(object('DestinationRule', 'realtime-hub'), 'spec.trafficPolicy.loadBalancer.consistentHash', {
          httpCookie: { name: 'room', ttl: '0s' },
        }),
        /does not hash/,
      ],
    ],
  ],
  [
    checkMedia,
    [
      ['no media node', 'gke', remove('Deployment', 'media'), /there is no media node/],
      ['a port of the pod alone', 'gke', set(media, 'ports.2.hostPort', undefined), /nobody reaches 40000\/UDP/],
      ['another port on the node', 'dev', set(media, 'ports.3.hostPort', 41000), /nobody reaches 40000\/TCP/],
      ['UDP alone', 'gke', set(media, 'ports.3.protocol', 'UDP'), /nobody reaches 40000\/TCP/],
      ['figures for everyone', 'gke', set(media, 'ports.1.hostPort', 8081), /opens 8081\/TCP on the node/],
      ['any port', 'gke', set(mediaMap, 'data.MEDIA_PORT', '0'), /its ports are never the same/],
      ['any port for pipes', 'gke', set(mediaMap, 'data.MEDIA_PIPE_PORTS', '0'), /its pipes have other ports/],
      ['as many workers as the node has cores', 'gke', set(mediaMap, 'data.MEDIA_WORKERS', '0'), /not of the pod/],
      ['workers without cores', 'gke', set(media, 'resources.requests.cpu', '3'), /asks for 3 cores, for 3 workers/],
      ['the network of the node', 'gke', set(pod('media'), 'hostNetwork', true), /network policies do not hold/],
      [
        'the proxy of the mesh',
        'gke-istio',
        (objects) => delete deployment('media')(objects).spec.template.metadata.labels['sidecar.istio.io/inject'],
        /the mesh would take its media/,
      ],
      [
        'the address of the pod',
        'dev',
        set(media, 'env.1.valueFrom.fieldRef.fieldPath', 'status.podIP'),
        /told another address/,
      ],
      ['no address', 'gke', set(media, 'args', undefined), /the address of the pod/],
      ['nobody who finds the address', 'gke', set(pod('media'), 'initContainers', []), /the address of the pod/],
      [
        'an address in a file that nobody reads',
        'gke',
        set(media, 'args.0', '--env-file=/public-address/environment'),
        /the address of the pod/,
      ],
    ],
  ],
]);

function openDatabaseToHub(objects) {
  const both = [
    object('NetworkPolicy', 'askers-to-postgres')(objects).spec.podSelector,
    object('NetworkPolicy', 'postgres-from-askers')(objects).spec.ingress[0].from[0].podSelector,
  ];
  for (const { matchExpressions } of both) matchExpressions[0].values.push('realtime-hub');
}

/** Changes of manifests that must not pass: what each breaks, in which overlay, and what its rule says. */
export const mutations = [...byRule].flatMap(([rule, cases]) =>
  cases.map(([breaks, overlay, mutate, complaint]) => ({ rule, breaks, overlay, mutate, complaint })),
);

import { checkSchemas } from '../schema-check.mjs';
import { hub, object, set, settingsMap } from './mutate.mjs';

/** @type {import('./mutate.mjs').Mutations} */
export const mutations = new Map([
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
]);

import { checkPorts } from '../rules/ports.mjs';
import { hub, object, set } from './mutate.mjs';

/** @type {import('./mutate.mjs').Mutations} */
export const mutations = new Map([
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
]);

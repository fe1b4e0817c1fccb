import { find } from '../manifest.mjs';
import { checkRoutes } from '../rules/routes.mjs';
import { object, set } from './mutate.mjs';

/** @type {import('./mutate.mjs').Mutations} */
export const mutations = new Map([
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
]);

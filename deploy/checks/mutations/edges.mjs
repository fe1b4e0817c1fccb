import { checkEdges } from '../rules/edges.mjs';
import { object, remove, set } from './mutate.mjs';

/** @type {import('./mutate.mjs').Mutations} */
export const mutations = new Map([
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
]);

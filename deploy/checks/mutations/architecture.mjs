import { checkArchitecture } from '../rules/architecture.mjs';
import { object, remove, set } from './mutate.mjs';

/** @type {import('./mutate.mjs').Mutations} */
export const mutations = new Map([
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
]);

function openDatabaseToHub(objects) {
  const both = [
    object('NetworkPolicy', 'askers-to-postgres')(objects).spec.podSelector,
    object('NetworkPolicy', 'postgres-from-askers')(objects).spec.ingress[0].from[0].podSelector,
  ];
  for (const { matchExpressions } of both) matchExpressions[0].values.push('realtime-hub');
}

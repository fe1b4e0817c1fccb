import { find } from '../manifest.mjs';
import { checkBackendConfigs, checkNamespaces, checkReferences } from '../rules/references.mjs';
import { hub, object, pod, remove, set } from './mutate.mjs';

/** @type {import('./mutate.mjs').Mutations} */
export const mutations = new Map([
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
]);

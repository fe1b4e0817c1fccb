import { checkContainers } from '../rules/containers.mjs';
import { hub, pod, set } from './mutate.mjs';

/** @type {import('./mutate.mjs').Mutations} */
export const mutations = new Map([
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
]);

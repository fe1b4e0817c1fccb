import { checkMedia } from '../rules/media.mjs';
import { deployment, media, mediaMap, pod, remove, set } from './mutate.mjs';

/** @type {import('./mutate.mjs').Mutations} */
export const mutations = new Map([
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

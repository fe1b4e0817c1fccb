import { checkSelectors } from '../rules/selectors.mjs';
import { deployment, object, pod, set } from './mutate.mjs';

/** @type {import('./mutate.mjs').Mutations} */
export const mutations = new Map([
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
]);

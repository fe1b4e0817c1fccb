import { checkRollout } from '../rules/rollout.mjs';
import { deployment, hub, object, pod, remove, set } from './mutate.mjs';

/** @type {import('./mutate.mjs').Mutations} */
export const mutations = new Map([
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
]);

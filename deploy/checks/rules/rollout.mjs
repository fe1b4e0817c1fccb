import { settings } from '../../../apps/server/src/config.ts';
import { find, nameOf, ofKind, selects, serves, workloads } from '../manifest.mjs';
import { serverContainers } from '../settings-of.mjs';

/** The window that DRAIN_SECONDS sets is stretched by a quarter for those who come late. */
const DRAIN_STRETCH = 1.25;
const FAREWELL_SECONDS = 10;

/** Servers come and go without anyone being cut off, and are as many as the load asks for. */
export function checkRollout(objects, overlay) {
  return [...graces(objects), ...budgets(objects), ...(overlay === 'dev' ? [] : scalers(objects))];
}

/** What must happen between the word to stop and the end fits the grace. */
function graces(objects) {
  return serverContainers(objects)
    .filter(({ container }) => serves(container))
    .flatMap(({ workload, container, env }) => {
      const pauseSeconds = container.lifecycle?.preStop?.sleep?.seconds ?? 0;
      const drainSeconds = Number(env.DRAIN_SECONDS ?? settings.DRAIN_SECONDS.default);
      const needed = pauseSeconds + drainSeconds * DRAIN_STRETCH + FAREWELL_SECONDS;
      const given = workload.pod.terminationGracePeriodSeconds ?? 30;
      const name = nameOf(workload.object);
      return [
        ...(pauseSeconds > 0 || !isBalanced(objects, workload)
          ? []
          : [`${name}: balancers have no time to hear that it goes`]),
        ...(needed <= given ? [] : [`${name}: stopping takes ${needed} s and the grace is ${given} s`]),
      ];
    });
}

const isBalanced = (objects, { labels }) =>
  ofKind(objects, 'Service').some(({ spec }) => selects({ matchLabels: spec.selector }, labels));

function budgets(objects) {
  const budgeted = ({ labels }) =>
    ofKind(objects, 'PodDisruptionBudget').some(({ spec }) => selects(spec.selector, labels));
  const deployments = workloads(objects).filter(({ object }) => object.kind === 'Deployment');
  return deployments.filter((one) => !budgeted(one)).map(({ object }) => `${nameOf(object)}: no disruption budget`);
}

function scalers(objects) {
  const complaints = ofKind(objects, 'Deployment').flatMap((deployment) => {
    const { name } = deployment.metadata;
    const scaler = ofKind(objects, 'HorizontalPodAutoscaler').find(({ spec }) => spec.scaleTargetRef.name === name);
    if (!scaler) return [`${nameOf(deployment)}: nothing scales it`];
    return deployment.spec.replicas === undefined
      ? []
      : [`${nameOf(deployment)}: every release would undo its scaling`];
  });
  return [...complaints, ...hubScaler(objects)];
}

/** As the original design has it, with a scale-down that does not chase people through the cluster. */
function hubScaler(objects) {
  const { minReplicas, maxReplicas, metrics, behavior } = find(
    objects,
    'HorizontalPodAutoscaler',
    'realtime-hub-hpa',
  ).spec;
  const cpu = metrics.find(({ resource }) => resource?.name === 'cpu')?.resource.target.averageUtilization;
  const pods = metrics.find(({ pods }) => pods?.metric.name === 'websocket_connections')?.pods.target;
  const checks = [
    [minReplicas === 10 && maxReplicas === 200, 'it is not between 10 and 200'],
    [cpu === 70, 'it does not scale at 70 % of CPU'],
    [pods?.type === 'AverageValue' && pods.averageValue === '8000', 'it does not scale at 8000 connections a pod'],
    [behavior?.scaleDown.stabilizationWindowSeconds >= 300, 'it scales down in a hurry'],
  ];
  return checks.filter(([holds]) => !holds).map(([, what]) => `HorizontalPodAutoscaler realtime-hub-hpa: ${what}`);
}

import { find, nameOf, ofKind, selects, workloads } from '../manifest.mjs';

/** Whoever selects pods selects some. */
export function checkSelectors(objects) {
  const pods = workloads(objects);
  const someone = (selector) => pods.some(({ labels }) => selects(selector, labels));
  const complaints = [];
  const demand = (holds, object, what) => holds || complaints.push(`${nameOf(object)}: ${what}`);
  for (const { object, labels, pod } of pods) {
    if (object.kind !== 'Job')
      demand(selects(object.spec.selector, labels), object, 'its selector misses its own pods');
    for (const { labelSelector } of pod.topologySpreadConstraints ?? []) {
      demand(selects(labelSelector, labels), object, 'it spreads other pods than its own');
    }
  }
  for (const service of ofKind(objects, 'Service')) {
    demand(someone({ matchLabels: service.spec.selector }), service, 'it selects no pod');
  }
  for (const budget of ofKind(objects, 'PodDisruptionBudget', 'PodMonitor')) {
    demand(someone(budget.spec.selector), budget, 'it selects no pod');
  }
  for (const policy of ofKind(objects, 'NetworkPolicy', 'AuthorizationPolicy', 'PeerAuthentication')) {
    const selector = policy.spec.podSelector ?? policy.spec.selector;
    demand(someone(selector), policy, 'it selects no pod');
  }
  for (const monitor of ofKind(objects, 'ServiceMonitor')) {
    const services = ofKind(objects, 'Service').filter(({ metadata }) =>
      selects(monitor.spec.selector, metadata.labels ?? {}),
    );
    demand(services.length > 0, monitor, 'it selects no Service');
  }
  for (const scaler of ofKind(objects, 'HorizontalPodAutoscaler')) {
    const { kind, name } = scaler.spec.scaleTargetRef;
    demand(find(objects, kind, name), scaler, `there is no ${kind} ${name}`);
  }
  return complaints;
}

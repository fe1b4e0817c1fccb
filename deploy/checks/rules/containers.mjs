import { nameOf, serves, workloads } from '../manifest.mjs';

/** Limits, no root, nothing to write on, images that stay what they are, and probes that blame nobody else. */
export function checkContainers(objects) {
  return workloads(objects).flatMap(({ object, pod, containers }) => {
    const ofPod = pod.automountServiceAccountToken === false ? [] : ['it is given a token of the API server'];
    const complaints = containers.flatMap((container) =>
      complaintsOf(pod, container).map((complaint) => `${container.name} ${complaint}`),
    );
    return [...ofPod, ...complaints].map((complaint) => `${nameOf(object)}: ${complaint}`);
  });
}

function complaintsOf(pod, container) {
  const { image, resources, securityContext: own } = container;
  const security = { ...pod.securityContext, ...own };
  const has = (kind, name) => resources?.[kind]?.[name] !== undefined;
  const checks = [
    [isPinned(image), `has an image without a fixed version (${image})`],
    [has('limits', 'memory') && has('limits', 'cpu'), 'has no limits'],
    [has('requests', 'memory') && has('requests', 'cpu'), 'requests nothing'],
    [security.runAsNonRoot === true && security.runAsUser > 0, 'may be root'],
    [security.allowPrivilegeEscalation === false, 'may become more than it is'],
    [security.readOnlyRootFilesystem === true, 'may write on its root file system'],
    [security.capabilities?.drop?.includes('ALL') && !security.capabilities.add, 'keeps capabilities'],
    [security.seccompProfile?.type === 'RuntimeDefault', 'has no seccomp profile'],
    [!security.privileged, 'is privileged'],
  ];
  const complaints = checks.filter(([holds]) => !holds).map(([, complaint]) => complaint);
  return serves(container) ? [...complaints, ...probesOf(container)] : complaints;
}

function isPinned(image) {
  const tag = /:([^:/@]+)$/.exec(image.replace(/@.*$/, ''))?.[1];
  return image.includes('@sha256:') || (tag !== undefined && tag !== 'latest');
}

function probesOf({ startupProbe, readinessProbe, livenessProbe }) {
  const complaints = [];
  if (!startupProbe || !readinessProbe || !livenessProbe) complaints.push('has not all three probes');
  // What answers there asks Redis or PostgreSQL too: all servers would be restarted for the fault of one store.
  if (livenessProbe && livenessProbe.httpGet?.path !== '/healthz') complaints.push('lives or dies by more than itself');
  if (readinessProbe && readinessProbe.httpGet?.path !== '/readyz') complaints.push('does not say when it is ready');
  return complaints;
}

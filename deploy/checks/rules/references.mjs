import { find, nameOf, ofKind, workloads } from '../manifest.mjs';

/** Service accounts, configuration and secrets that pods name are there; secrets may come from the store of the cloud. */
export function checkReferences(objects) {
  return workloads(objects).flatMap(({ object, namespace, pod, containers }) => {
    const wanted = [
      ...(pod.serviceAccountName ? [['ServiceAccount', pod.serviceAccountName]] : []),
      ...containers.flatMap(({ envFrom = [], env = [] }) => [...envFrom, ...env].flatMap(referencesOf)),
      ...(pod.volumes ?? []).flatMap(({ configMap, secret }) => [
        ...(configMap ? [['ConfigMap', configMap.name]] : []),
        ...(secret && !secret.optional ? [['Secret', secret.secretName]] : []),
      ]),
    ];
    const isThere = ([kind, name]) => find(objects, kind, name, namespace) || isMade(objects, kind, name, namespace);
    const missing = wanted.filter((one) => !isThere(one));
    return [
      ...missing.map(([kind, name]) => `${nameOf(object)}: there is no ${kind} ${name}`),
      ...mountsOf(object, pod),
    ];
  });
}

/** Everything is in a namespace of ours, or in that of Prometheus: elsewhere it would do nothing. */
export function checkNamespaces(objects) {
  const ours = ofKind(objects, 'Namespace').map(({ metadata }) => metadata.name);
  return objects
    .filter(({ kind, metadata }) => kind !== 'Namespace' && ![...ours, 'monitoring'].includes(metadata.namespace))
    .map((object) => `${nameOf(object)}: its namespace is ${object.metadata.namespace}`);
}

/** What annotations of Services name is there. */
export function checkBackendConfigs(objects) {
  return ofKind(objects, 'Service').flatMap((service) => {
    const { ports = {} } = JSON.parse(service.metadata.annotations?.['cloud.google.com/backend-config'] ?? '{}');
    const missing = Object.entries(ports).filter(
      ([port, name]) =>
        !find(objects, 'BackendConfig', name) || !service.spec.ports.some((offered) => offered.name === port),
    );
    return missing.map(([port, name]) => `${nameOf(service)}: no BackendConfig ${name} for a port ${port}`);
  });
}

const isMade = (objects, kind, name, namespace) =>
  kind === 'Secret' &&
  ofKind(objects, 'ExternalSecret').some(
    ({ metadata, spec }) => metadata.namespace === namespace && spec.target.name === name,
  );

function referencesOf({ configMapRef, secretRef, valueFrom }) {
  const { configMapKeyRef, secretKeyRef } = valueFrom ?? {};
  const configMap = configMapRef ?? configMapKeyRef;
  const secret = secretRef ?? secretKeyRef;
  return [
    ...(configMap && !configMap.optional ? [['ConfigMap', configMap.name]] : []),
    ...(secret && !secret.optional ? [['Secret', secret.name]] : []),
  ];
}

function mountsOf(object, pod) {
  const claimed = object.spec.volumeClaimTemplates ?? [];
  const volumes = new Set([
    ...(pod.volumes ?? []).map(({ name }) => name),
    ...claimed.map(({ metadata }) => metadata.name),
  ]);
  const mounts = [...pod.containers, ...(pod.initContainers ?? [])].flatMap(({ volumeMounts = [] }) => volumeMounts);
  const missing = mounts.filter(({ name }) => !volumes.has(name));
  return missing.map(({ name }) => `${nameOf(object)}: there is no volume ${name}`);
}

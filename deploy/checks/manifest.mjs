import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { inRepo } from '../../scripts/paths.mjs';

export const overlays = ['dev', 'gke', 'gke-istio'];

/** The objects of a folder under `deploy`, as a cluster would get them. */
export async function build(folder) {
  const args = ['kustomize', inRepo(`deploy/${folder}`)];
  const { stdout } = await promisify(execFile)('kubectl', args, { maxBuffer: 16e6 }).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Error('There is no kubectl: install 1.27 or later (https://kubernetes.io/docs/tasks/tools/).');
  });
  return parseManifests(stdout);
}

/** As the API server reads YAML: version 1.1, where a bare `on` is no text. */
export function parseManifests(text) {
  return parseAllDocuments(text, { version: '1.1' }).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS();
  });
}

/** How complaints name an object. */
export const nameOf = ({ kind, metadata }) => `${kind} ${metadata?.name}`;

export const ofKind = (objects, ...kinds) => objects.filter(({ kind }) => kinds.includes(kind));

/** By kind and name, and by namespace where that matters. */
export const find = (objects, kind, name, namespace) =>
  objects.find(
    ({ kind: ofObject, metadata }) =>
      ofObject === kind && metadata.name === name && (namespace === undefined || metadata.namespace === namespace),
  );

/** All that makes pods. */
export function workloads(objects) {
  return ofKind(objects, 'Deployment', 'StatefulSet', 'DaemonSet', 'Job').map((object) => {
    const { metadata, spec } = object.spec.template;
    return {
      object,
      name: object.metadata.name,
      namespace: object.metadata.namespace,
      labels: metadata.labels ?? {},
      pod: spec,
      containers: containersOf(spec),
    };
  });
}

const containersOf = ({ containers, initContainers = [] }) => [...initContainers, ...containers];

/** Those that run this project's own server. */
export const isOurs = ({ image }) => /(^|[/])server[:@]/.test(image);

/** Those of them that serve until they are told to stop. */
export const serves = (container) => isOurs(container) && !container.args?.includes('migrate.js');

/** A label selector (of both its forms) against labels. An empty one takes all. */
export function selects({ matchLabels = {}, matchExpressions = [] } = {}, labels) {
  const hasLabels = Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
  return hasLabels && matchExpressions.every((expression) => holds(expression, labels));
}

function holds({ key, operator, values }, labels) {
  if (operator === 'In') return values.includes(labels[key]);
  if (operator === 'Exists') return key in labels;
  throw new Error(`no rule here knows the operator ${operator}`);
}

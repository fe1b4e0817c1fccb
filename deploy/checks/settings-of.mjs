import { find, isOurs, ofKind, workloads } from './manifest.mjs';

/** Values of the secrets that a cluster gets from elsewhere, as an operator would fill them in. */
const filledIn = {
  DATABASE_URL: 'postgres://meet:secret@127.0.0.1:5432/meet',
  REDIS_URL: 'redis+cluster://10.30.0.2:6379',
  TURN_SECRET: 'secret',
  OIDC_CLIENT_ID: 'client',
  OIDC_CLIENT_SECRET: 'secret',
};

/** What the cluster fills in, by the path of the field. */
const ofPod = { 'status.hostIP': '10.0.0.2' };

/** The containers of our server with the environment that they would start in. */
export function serverContainers(objects) {
  return workloads(objects).flatMap((workload) =>
    workload.containers
      .filter(isOurs)
      .map((container) => ({ workload, container, env: environmentOf(objects, container, workload.namespace) })),
  );
}

function environmentOf(objects, { envFrom = [], env = [] }, namespace) {
  const shared = envFrom.map(
    ({ configMapRef }) => find(objects, 'ConfigMap', configMapRef.name, namespace)?.data ?? {},
  );
  const own = env.map(({ name, value, valueFrom }) => [name, value ?? givenBy(objects, valueFrom, namespace)]);
  return Object.assign({}, ...shared, Object.fromEntries(own.filter(([, value]) => value !== undefined)));
}

function givenBy(objects, source, namespace) {
  if (source?.fieldRef) return ofPod[source.fieldRef.fieldPath];
  if (!source?.secretKeyRef) return undefined;
  const { name, key } = source.secretKeyRef;
  const secret = find(objects, 'Secret', name, namespace);
  if (secret) return secret.stringData?.[key];
  const external = ofKind(objects, 'ExternalSecret').find(
    ({ metadata, spec }) => metadata.namespace === namespace && spec.target.name === name,
  );
  return external?.spec.data.some(({ secretKey }) => secretKey === key) ? filledIn[key] : undefined;
}

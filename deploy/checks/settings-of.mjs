import { find, isOurs, ofKind, workloads } from './manifest.mjs';

/** Values of the secrets that a cluster gets from elsewhere, as an operator would fill them in. */
const filledIn = {
  DATABASE_URL: 'postgres://meet:secret@127.0.0.1:5432/meet',
  REDIS_URL: 'redis+cluster://10.30.0.2:6379',
  TURN_SECRET: 'secret',
  OIDC_CLIENT_ID: 'client',
  OIDC_CLIENT_SECRET: 'secret',
};

/** The containers of our server with the environment that they would start in. */
export function serverContainers(objects) {
  return workloads(objects).flatMap((workload) =>
    workload.containers
      .filter(isOurs)
      .map((container) => ({ workload, container, env: environmentOf(objects, container) })),
  );
}

function environmentOf(objects, { envFrom = [], env = [] }) {
  const shared = envFrom.map(({ configMapRef }) => find(objects, 'ConfigMap', configMapRef.name)?.data ?? {});
  const own = env.map(({ name, value, valueFrom }) => [name, value ?? secretOf(objects, valueFrom?.secretKeyRef)]);
  return Object.assign({}, ...shared, Object.fromEntries(own.filter(([, value]) => value !== undefined)));
}

function secretOf(objects, reference) {
  if (!reference) return undefined;
  const { name, key } = reference;
  const secret = find(objects, 'Secret', name);
  if (secret) return secret.stringData?.[key];
  const external = ofKind(objects, 'ExternalSecret').find(({ spec }) => spec.target.name === name);
  return external?.spec.data.some(({ secretKey }) => secretKey === key) ? filledIn[key] : undefined;
}

import { loadConfig, settings } from '../../../apps/server/src/config.ts';
import { find, nameOf, serves } from '../manifest.mjs';
import { serverContainers } from '../settings-of.mjs';
import { allowedEdges } from './edges.mjs';
import { mediaPorts } from './media.mjs';

/** What Node itself reads. */
const ofNode = ['NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'TMPDIR'];

/** The server would start with what each container gives it, and everything that it is given means something to it. */
export function checkSettings(objects) {
  return serverContainers(objects).flatMap(({ workload, container, env }) => {
    const unknown = Object.keys(env).filter((name) => !Object.hasOwn(settings, name) && !ofNode.includes(name));
    const complaints = [
      ...unknown.map((name) => `no setting is called ${name}`),
      ...refusal(env),
      ...(container.args?.includes('migrate.js') && !env.DATABASE_URL ? ['migrate needs DATABASE_URL'] : []),
      ...(serves(container) ? wrongPorts(env, container) : []),
      ...wrongAddresses(objects, workload, env),
    ];
    return complaints.map((complaint) => `${nameOf(workload.object)}: ${complaint}`);
  });
}

function refusal(env) {
  try {
    loadConfig(env, []);
    return [];
  } catch (error) {
    return [error.message];
  }
}

/** The ports that the container names are those that the server listens on, for everyone to reach. */
function wrongPorts(env, { ports }) {
  const { HOST, PORT, OPERATOR_PORT } = env;
  // Media comes to each of its ports by UDP and by TCP.
  const ofMedia = mediaPorts(env).flatMap((port) => [port, port]);
  const listens = [Number(PORT), Number(OPERATOR_PORT), ...ofMedia].sort();
  const named = ports.map(({ containerPort }) => containerPort).sort();
  return [
    ...(HOST === '0.0.0.0' ? [] : [`HOST is ${HOST}, where nobody reaches it`]),
    ...(listens.join() === named.join() ? [] : [`it listens on ${listens.join(', ')} and names ${named.join(', ')}`]),
  ];
}

/** Addresses of the cluster lead to a Service's port, by an edge that is allowed. */
function wrongAddresses(objects, workload, env) {
  const edges = allowedEdges(objects);
  return ['AUTH_KEYS_URL', 'GATEWAY_KEYS_URL', 'DATABASE_URL', 'REDIS_URL'].flatMap((setting) => {
    if (!env[setting] || !URL.canParse(env[setting])) return [];
    const { hostname, port } = new URL(env[setting]);
    // An address that is a number is not of a Service, and the edges have a table of their own.
    if (/^[\d.]+$/.test(hostname)) return [];
    const [name, namespace = workload.namespace] = hostname.split('.');
    const service = find(objects, 'Service', name, namespace);
    if (!service?.spec.ports.some((offered) => offered.port === Number(port))) {
      return [`${setting} leads to ${hostname}:${port}, which no Service is`];
    }
    const edge = `${workload.name} -> ${service.spec.selector.app}:${port}`;
    return edges.has(edge) ? [] : [`${setting} needs the edge ${edge}`];
  });
}

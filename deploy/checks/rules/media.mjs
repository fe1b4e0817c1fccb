import { nameOf, serves } from '../manifest.mjs';
import { serverContainers } from '../settings-of.mjs';

/** Media comes straight from people to the pod that their meeting is on, and to no other port of it. */
export function checkMedia(objects, overlay) {
  const nodes = serverContainers(objects).filter(({ container, env }) => serves(container) && env.ROLE === 'media');
  if (nodes.length === 0) return ['there is no media node'];
  return nodes.flatMap(({ workload, container, env }) => {
    const complaints = [
      ...ways(container, env),
      ...surroundings(workload),
      ...addresses(workload, container),
      ...(overlay === 'dev' ? [] : cores(container, env)),
    ];
    return complaints.map((complaint) => `${nameOf(workload.object)}: ${complaint}`);
  });
}

/** The ports of the workers, as the server counts them from its settings. */
export function mediaPorts({ ROLE, MEDIA_PORT, MEDIA_WORKERS }) {
  if (ROLE !== 'media') return [];
  return Array.from({ length: Number(MEDIA_WORKERS) }, (_, worker) => Number(MEDIA_PORT) + worker);
}

/** The ports on which other media nodes reach it, which no container declares: there are too many. */
export function pipePorts({ MEDIA_PIPE_PORTS = '0' }) {
  const [first, last] = MEDIA_PIPE_PORTS.split('-').map(Number);
  return last ? Array.from({ length: last - first + 1 }, (_, index) => first + index) : [];
}

/** People are told the number that the worker listens on: the node has to lead there from the same one, by both protocols. */
function ways({ ports }, env) {
  const wanted = mediaPorts(env).flatMap((port) => [`${port}/UDP`, `${port}/TCP`]);
  const open = ports
    .filter(({ hostPort, containerPort }) => hostPort === containerPort)
    .map(({ hostPort, protocol = 'TCP' }) => `${hostPort}/${protocol}`);
  const onNode = ports
    .filter(({ hostPort }) => hostPort)
    .map(({ hostPort, protocol = 'TCP' }) => `${hostPort}/${protocol}`);
  return [
    ...(Number(env.MEDIA_PORT) > 0 ? [] : ['its ports are never the same']),
    ...(pipePorts(env).length > 0 ? [] : ['its pipes have other ports each time']),
    ...(Number(env.MEDIA_WORKERS) > 0 ? [] : ['it has a worker for each core of the node, and not of the pod']),
    ...wanted.filter((port) => !open.includes(port)).map((port) => `nobody reaches ${port} of it`),
    ...onNode.filter((port) => !wanted.includes(port)).map((port) => `it opens ${port} on the node`),
  ];
}

/** Network policies hold for it, and no proxy of a mesh stands in the way of its datagrams. */
function surroundings({ pod, labels }) {
  return [
    ...(pod.hostNetwork ? ['network policies do not hold on the network of the node'] : []),
    ...(labels['sidecar.istio.io/inject'] === 'false' ? [] : ['the mesh would take its media']),
  ];
}

/** The address that people are told is that of the node, or one that a container before it has written down. */
function addresses({ pod }, container) {
  const own = container.env.find(({ name }) => name === 'MEDIA_ANNOUNCED_ADDRESS');
  if (own) return own.valueFrom?.fieldRef?.fieldPath === 'status.hostIP' ? [] : ['people are told another address'];
  const file = container.args?.find((word) => word.startsWith('--env-file='))?.replace('--env-file=', '');
  const volumeOf = ({ volumeMounts = [] }) => volumeMounts.find(({ mountPath }) => file?.startsWith(`${mountPath}/`));
  const read = volumeOf(container);
  const writers = (pod.initContainers ?? []).filter(
    (writer) =>
      volumeOf(writer)?.name === read?.name &&
      writer.args?.join(' ').includes(`"MEDIA_ANNOUNCED_ADDRESS=$address" > ${file}`),
  );
  return read && writers.length === 1 ? [] : ['people are told the address of the pod, which they cannot reach'];
}

/** A worker uses one core and no other: with fewer, workers take it from each other. */
function cores({ resources }, { MEDIA_WORKERS }) {
  const asked = coresOf(resources.requests.cpu);
  const workers = Number(MEDIA_WORKERS);
  return asked > workers ? [] : [`it asks for ${asked} cores, for ${workers} workers and Node`];
}

const coresOf = (cpu) => (cpu.endsWith('m') ? Number(cpu.slice(0, -1)) / 1000 : Number(cpu));

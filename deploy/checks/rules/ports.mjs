import { find, nameOf, ofKind, selects, workloads } from '../manifest.mjs';
import { serverContainers } from '../settings-of.mjs';
import { pipePorts } from './media.mjs';

/** Every port that something refers to, by number or name, is there. */
export function checkPorts(objects) {
  return [
    ...portsOfServices(objects),
    ...portsOfProbes(objects),
    ...portsOfIngresses(objects),
    ...portsOfMonitors(objects),
    ...portsOfPolicies(objects),
    ...portsOfRoutes(objects),
  ];
}

const portsOf = ({ containers }) => containers.flatMap(({ ports = [] }) => ports);
const hasPort = (workload, port) => portsOf(workload).some((p) => p.containerPort === port || p.name === port);
const servicePort = (service, port) => service?.spec.ports.find((p) => p.port === port || p.name === port);

function portsOfServices(objects) {
  return ofKind(objects, 'Service').flatMap((service) => {
    const pods = workloads(objects).filter(({ labels }) => selects({ matchLabels: service.spec.selector }, labels));
    const targets = service.spec.ports.map(({ port, targetPort }) => targetPort ?? port);
    const missing = targets.filter((port) => !pods.every((workload) => hasPort(workload, port)));
    return missing.map((port) => `${nameOf(service)}: its pods have no port ${port}`);
  });
}

function portsOfProbes(objects) {
  return workloads(objects).flatMap(({ object, containers }) =>
    containers.flatMap((container) => {
      const probes = [container.startupProbe, container.readinessProbe, container.livenessProbe].filter(Boolean);
      const ports = probes.map(({ httpGet, tcpSocket }) => (httpGet ?? tcpSocket).port);
      const missing = ports.filter((port) => !hasPort({ containers: [container] }, port));
      return missing.map((port) => `${nameOf(object)}: a probe asks port ${port}, which ${container.name} has not`);
    }),
  );
}

function portsOfIngresses(objects) {
  return ofKind(objects, 'Ingress').flatMap((ingress) => {
    const paths = ingress.spec.rules.flatMap(({ http }) => http.paths);
    const backends = paths.map(({ backend }) => backend.service);
    const missing = backends.filter(
      ({ name, port }) => !servicePort(find(objects, 'Service', name), port.number ?? port.name),
    );
    return missing.map(
      ({ name, port }) => `${nameOf(ingress)}: no port ${port.number ?? port.name} of Service ${name}`,
    );
  });
}

function portsOfMonitors(objects) {
  const services = ofKind(objects, 'ServiceMonitor').flatMap((monitor) => {
    const chosen = ofKind(objects, 'Service').filter(({ metadata }) =>
      selects(monitor.spec.selector, metadata.labels ?? {}),
    );
    const missing = monitor.spec.endpoints.filter(({ port }) => !chosen.every((service) => servicePort(service, port)));
    return missing.map(({ port }) => `${nameOf(monitor)}: a Service that it selects has no port ${port}`);
  });
  const pods = ofKind(objects, 'PodMonitor').flatMap((monitor) => {
    const chosen = workloads(objects).filter(({ labels }) => selects(monitor.spec.selector, labels));
    const endpoints = monitor.spec.podMetricsEndpoints;
    const missing = endpoints.filter(({ port }) => !chosen.every((workload) => hasPort(workload, port)));
    return missing.map(({ port }) => `${nameOf(monitor)}: pods that it selects have no port ${port}`);
  });
  return [...services, ...pods];
}

/** What may come in comes in at a port that somebody listens on. */
function portsOfPolicies(objects) {
  return ofKind(objects, 'NetworkPolicy').flatMap((policy) => {
    const chosen = workloads(objects).filter(({ labels }) => selects(policy.spec.podSelector, labels));
    const ranges = (policy.spec.ingress ?? []).flatMap((rule) => rule.ports ?? []);
    const ports = ranges.flatMap(({ port, endPort = port }) =>
      typeof port === 'number' ? Array.from({ length: endPort - port + 1 }, (_, at) => port + at) : [port],
    );
    const pipes = new Set(serverContainers(objects).flatMap(({ env }) => pipePorts(env)));
    const missing = ports.filter((port) => !pipes.has(port) && !chosen.every((workload) => hasPort(workload, port)));
    return missing.map((port) => `${nameOf(policy)}: it opens port ${port}, which its pods have not`);
  });
}

function portsOfRoutes(objects) {
  const hostOf = (host) => find(objects, 'Service', host.split('.')[0]);
  const routes = ofKind(objects, 'VirtualService').flatMap((service) =>
    service.spec.http
      .flatMap(({ route = [] }) => route)
      .filter(({ destination }) => !servicePort(hostOf(destination.host), destination.port.number))
      .map(({ destination: { host, port } }) => `${nameOf(service)}: no port ${port.number} of Service ${host}`),
  );
  const rules = ofKind(objects, 'DestinationRule')
    .filter(({ spec }) => !hostOf(spec.host))
    .map((rule) => `${nameOf(rule)}: there is no Service ${rule.spec.host}`);
  return [...routes, ...rules];
}

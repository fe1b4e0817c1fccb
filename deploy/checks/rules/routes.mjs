import { find, ofKind } from '../manifest.mjs';

/** Which Service answers a path. Everything that comes from people goes one of these ways. */
export const ways = [
  ['/ws', 'realtime-hub-service', 'websocket'],
  ['/api/me', 'auth-service', 'http-public'],
  ['/api/guest', 'auth-service', 'http-public'],
  ['/api/logout', 'auth-service', 'http-public'],
  ['/api/auth/google/login', 'auth-service', 'http-public'],
  ['/api/auth/keys', 'auth-service', 'http-public'],
  ['/api/rooms', 'gateway-service', 'http-public'],
  ['/api/mention', 'gateway-service', 'http-public'],
  ['/api/gateway/keys', 'gateway-service', 'http-public'],
  ['/assets/index-12345678.js', 'gateway-service', 'http-public'],
  ['/abc-mnop-xyz', 'gateway-service', 'http-public'],
  ['/', 'gateway-service', 'http-public'],
];

/** Each path goes where its role is, at the port for people; where the way in can hash, rooms stay together. */
export function checkRoutes(objects, overlay) {
  const wrong = ways.flatMap(([path, service, port]) => {
    const found = routeOf(objects, path);
    return found === `${service}:${port}` ? [] : [`${path} goes to ${found}, not to ${service}:${port}`];
  });
  return [...wrong, ...hashing(objects, overlay)];
}

/** `service:port` by the rules of Ingress (the longest path wins) or of Istio (the first that matches does). */
export function routeOf(objects, path) {
  const virtual = ofKind(objects, 'VirtualService')[0];
  if (virtual) {
    const { host, port } = virtual.spec.http.find((rule) => matches(rule, path)).route[0].destination;
    const [name] = host.split('.');
    const { ports } = find(objects, 'Service', name).spec;
    return `${name}:${ports.find((offered) => offered.port === port.number)?.name}`;
  }
  const paths = ofKind(objects, 'Ingress').flatMap(({ spec }) => spec.rules.flatMap(({ http }) => http.paths));
  const fitting = paths.filter((rule) => fits(rule, path)).sort((a, b) => b.path.length - a.path.length);
  const { name, port } = fitting[0]?.backend.service ?? {};
  return `${name}:${port?.name}`;
}

const matches = ({ match }, path) =>
  !match || match.some(({ uri }) => uri.exact === path || (uri.prefix !== undefined && path.startsWith(uri.prefix)));

function fits({ path, pathType }, asked) {
  if (pathType === 'Exact') return path === asked;
  const elements = path.replace(/[/]$/, '');
  return asked === elements || asked.startsWith(`${elements}/`);
}

function hashing(objects, overlay) {
  if (overlay === 'dev') {
    const { annotations = {} } = find(objects, 'Ingress', 'realtime-hub').metadata;
    const snippet = annotations['haproxy.org/backend-config-snippet'] ?? '';
    const hashes = snippet.includes('balance url_param room') && snippet.includes('hash-type consistent');
    return hashes ? [] : ['the ingress does not hash on the room'];
  }
  if (overlay !== 'gke-istio') return [];
  const rule = ofKind(objects, 'DestinationRule').find(({ spec }) => spec.host.startsWith('realtime-hub-service'));
  const hash = rule?.spec.trafficPolicy?.loadBalancer?.consistentHash;
  return hash?.httpQueryParameterName === 'room' ? [] : ['the mesh does not hash on the room'];
}

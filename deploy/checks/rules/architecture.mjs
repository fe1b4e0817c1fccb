import { workloads } from '../manifest.mjs';
import { allowedEdges } from './edges.mjs';

const servers = ['auth', 'gateway', 'realtime-hub'];
const askers = ['auth', 'gateway', 'migrate'];
const internet = '0.0.0.0/0 without 5 ranges';

const from = (sources, targets) => sources.flatMap((source) => targets.map((target) => `${source} -> ${target}`));
const at = (port, pods) => pods.map((pod) => `${pod}:${port}`);

/** The edges that the architecture needs, whatever the cluster. */
const everywhere = [
  'gateway -> auth:8080',
  'realtime-hub -> gateway:8080',
  `auth -> ${internet}:443`,
  ...from(['monitoring/prometheus'], at(8081, [...servers, 'media'])),
  'anyone -> media:40000-40002',
  'anyone -> media:40000-40002/UDP',
  'media -> media:41000-41999/UDP',
];

const onGoogle = [
  ...from([...servers, 'media'], ['10.30.0.0/28:6379', '10.30.0.0/28:11000-13047']),
  'media -> 169.254.169.254/32:80',
  ...from(askers, ['10.20.0.0/24:3307', `${internet}:443`, '169.254.169.254/32:80', '169.254.169.252/32:988']),
];

const ofOverlay = {
  dev: [
    ...from(['haproxy-controller'], at(8080, servers)),
    ...from([...servers, 'media'], ['redis:6379']),
    ...from(askers, ['postgres:5432']),
  ],
  gke: [...onGoogle, ...from(['35.191.0.0/16', '130.211.0.0/22'], [...at(8080, servers), ...at(8081, servers)])],
  'gke-istio': [
    ...onGoogle,
    ...from(['istio-ingress/ingressgateway'], at(8080, servers)),
    ...from(servers, ['istio-system/istiod:15012']),
  ],
};

/** Every edge that the architecture needs is allowed, and no other: above all none from the hub to the database, and none out of a media node but to Redis and to other media nodes. */
export function checkArchitecture(objects, overlay) {
  const names = workloads(objects).map(({ name }) => name);
  const resolvers = ['kube-system/kube-dns:53', '169.254.20.10/32:53'].flatMap((place) => [place, `${place}/UDP`]);
  const needed = new Set([...everywhere, ...ofOverlay[overlay], ...from(names, resolvers)]);
  const allowed = allowedEdges(objects);
  return [
    ...[...needed].filter((edge) => !allowed.has(edge)).map((edge) => `${edge} is needed and not allowed`),
    ...[...allowed].filter((edge) => !needed.has(edge)).map((edge) => `${edge} is allowed and not needed`),
  ];
}

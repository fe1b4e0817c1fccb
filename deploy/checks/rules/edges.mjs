import { nameOf, ofKind, selects, workloads } from '../manifest.mjs';

/**
 * Who may reach whom at which port (TCP unless said): `from -> to:port`. What is not of these objects is called by its
 * namespace or range of addresses. Between two of ours both halves must be there, that of the sender and that of the
 * receiver.
 */
export function allowedEdges(objects) {
  const { sent, received, outside } = halves(objects);
  return new Set([...outside, ...[...sent].filter((edge) => received.has(edge))].sort());
}

/** Nothing is allowed that is not named, and no edge has one half alone. */
export function checkEdges(objects) {
  const { sent, received } = halves(objects);
  const open = [...new Set(workloads(objects).map(({ namespace }) => namespace))].filter(
    (namespace) => !isClosed(objects, namespace),
  );
  const lonely = [
    ...[...sent].filter((edge) => !received.has(edge)).map((edge) => `${edge} is sent but not received`),
    ...[...received].filter((edge) => !sent.has(edge)).map((edge) => `${edge} is received but not sent`),
  ];
  const undenied = open.map((namespace) => `there is no policy that denies everything else in ${namespace}`);
  return [...undenied, ...lonely, ...silentTypes(objects)];
}

function isClosed(objects, namespace) {
  return ofKind(objects, 'NetworkPolicy').some(
    ({ metadata, spec }) =>
      metadata.namespace === namespace &&
      JSON.stringify(spec.podSelector) === '{}' &&
      spec.policyTypes.includes('Ingress') &&
      spec.policyTypes.includes('Egress') &&
      !spec.ingress &&
      !spec.egress,
  );
}

/** A policy that lists senders and does not say `Ingress` would be no limit at all for egress, and the other way round. */
function silentTypes(objects) {
  return ofKind(objects, 'NetworkPolicy').flatMap((policy) =>
    ['Ingress', 'Egress']
      .filter((type) => policy.spec[type.toLowerCase()] && !policy.spec.policyTypes.includes(type))
      .map((type) => `${nameOf(policy)}: it lists ${type} and has not the type`),
  );
}

function halves(objects) {
  const pods = workloads(objects);
  const sent = new Set();
  const received = new Set();
  const outside = new Set();
  for (const { metadata, spec } of ofKind(objects, 'NetworkPolicy')) {
    const own = pods.filter(
      ({ labels, object }) => isIn(object, metadata.namespace) && selects(spec.podSelector, labels),
    );
    for (const rule of spec.egress ?? []) {
      for (const { name } of own) {
        for (const { peer, isOurs } of peersOf(rule.to, pods, metadata.namespace)) {
          for (const port of portsOf(rule)) (isOurs ? sent : outside).add(`${name} -> ${peer}:${port}`);
        }
      }
    }
    for (const rule of spec.ingress ?? []) {
      for (const { name } of own) {
        for (const { peer, isOurs } of peersOf(rule.from, pods, metadata.namespace)) {
          for (const port of portsOf(rule)) (isOurs ? received : outside).add(`${peer} -> ${name}:${port}`);
        }
      }
    }
  }
  return { sent, received, outside };
}

const isIn = ({ metadata }, namespace) => metadata.namespace === namespace;

const portsOf = ({ ports }) =>
  ports?.map(({ port, endPort, protocol }) => {
    const range = endPort ? `${port}-${endPort}` : `${port}`;
    return protocol === 'TCP' ? range : `${range}/${protocol}`;
  }) ?? ['any'];

function peersOf(peers, pods, namespaceOfPolicy) {
  if (!peers) return [{ peer: 'anyone', isOurs: false }];
  return peers.flatMap(({ podSelector, namespaceSelector, ipBlock }) => {
    if (ipBlock) {
      const { cidr, except } = ipBlock;
      return [{ peer: except ? `${cidr} without ${except.length} ranges` : cidr, isOurs: false }];
    }
    const named = namespaceSelector?.matchLabels?.['kubernetes.io/metadata.name'];
    const ofNamespace = pods.filter(({ namespace }) => namespace === (namespaceSelector ? named : namespaceOfPolicy));
    if (namespaceSelector && ofNamespace.length === 0) {
      return [{ peer: outsider(namespaceSelector, podSelector), isOurs: false }];
    }
    const chosen = ofNamespace.filter(({ labels }) => selects(podSelector, labels));
    return chosen.map(({ name }) => ({ peer: name, isOurs: true }));
  });
}

function outsider({ matchLabels }, podSelector) {
  const namespace = matchLabels?.['kubernetes.io/metadata.name'] ?? 'any namespace';
  const pods = Object.values(podSelector?.matchLabels ?? {}).join();
  return pods ? `${namespace}/${pods}` : namespace;
}

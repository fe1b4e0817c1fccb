import { compareIds, type Node, preferenceOf, scoreOf } from './rendezvous.ts';

/**
 * Where to put what a cluster shares out (rooms on media nodes): consistent hashing with bounded loads, after V. Mirrokni,
 * M. Thorup, M. Zadimoghaddam, "Consistent hashing with bounded loads", SODA 2018, with rendezvous hashing in place of
 * their ring. A key goes to the first node of its preference that is not full, and its place is kept with the key: who
 * looks for a room reads where it is, and does not compute it again.
 */

/** No node holds more than this many times its fair share, rounded up to a whole key. */
export const BALANCE = 1.25;

/** Which node holds each key; null for a key that no node holds yet. */
export type Placement = ReadonlyMap<string, string | null>;

/** The node for one new key, by how many keys each holds now. Undefined where there is no node. */
export function placeOne<Candidate extends Node>(
  key: string,
  nodes: readonly Candidate[],
  loadOf: (nodeId: string) => number,
): Candidate | undefined {
  const keys = nodes.reduce((sum, { id }) => sum + loadOf(id), 1);
  const limits = limitsOf(nodes, keys);
  return preferenceOf(key, nodes).find((node) => loadOf(node.id) < limitOf(limits, node.id));
}

/**
 * Places all keys anew after nodes came or went, and moves as few as it can: the keys of nodes that are gone, and what a
 * node holds above its limit. The result does not depend on the order of keys or nodes.
 *
 * - A node that goes moves its own keys alone, for the limits of the others only rise.
 * - A node of weight w that comes to n nodes of weight W, with m keys, moves at most m·w/(W+w) + n of them; with equal
 *   weights m/(n+1) + n. For a limit c that was rounded up to hold l keys, l < c + 1, falls to c·r with r = W/(W+w), so
 *   that at most l - c·r < l·(1-r) + 1 keys are too many there; 1-r is w/(W+w), and the l of all nodes add up to m.
 *
 * Both hold where no node was above its limit before. One may be after many keys have gone: what it holds above its limit
 * then moves too.
 *
 * Throws where there are keys and no node.
 */
export function rebalance(current: Placement, nodes: readonly Node[]): Map<string, string> {
  if (nodes.length === 0 && current.size > 0) throw new RangeError('there is no node to place keys on');
  const limits = limitsOf(nodes, current.size);
  const { held, homeless } = shareOut(current, nodes);
  for (const node of nodes) homeless.push(...takeExcess(held.get(node.id) ?? [], node, limitOf(limits, node.id)));
  for (const key of homeless.sort(compareIds)) {
    const node = preferenceOf(key, nodes).find(({ id }) => (held.get(id)?.length ?? 0) < limitOf(limits, id));
    // The limits add up to more than there are keys.
    if (!node) throw new Error('every node is full');
    held.get(node.id)?.push(key);
  }
  return new Map([...held].flatMap(([id, keys]) => keys.map((key) => [key, id] as const)));
}

function shareOut(current: Placement, nodes: readonly Node[]): { held: Map<string, string[]>; homeless: string[] } {
  const held = new Map(nodes.map(({ id }) => [id, [] as string[]]));
  const homeless: string[] = [];
  for (const [key, id] of current) {
    const keys = id === null ? homeless : (held.get(id) ?? homeless);
    keys.push(key);
  }
  return { held, homeless };
}

/** Takes out what a node holds above its limit: the keys that want it least. */
function takeExcess(keys: string[], node: Node, limit: number): string[] {
  if (keys.length <= limit) return [];
  const scores = new Map(keys.map((key) => [key, scoreOf(key, node)]));
  keys.sort((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0) || compareIds(a, b));
  return keys.splice(limit);
}

/** How many keys each node may hold. */
function limitsOf(nodes: readonly Node[], keys: number): Map<string, number> {
  // Sorted, for the sum of fractions depends on their order.
  const weight = nodes
    .map((node) => node.weight)
    .sort((a, b) => a - b)
    .reduce((sum, each) => sum + each, 0);
  return new Map(nodes.map((node) => [node.id, Math.ceil((BALANCE * keys * node.weight) / weight)]));
}

function limitOf(limits: Map<string, number>, id: string): number {
  return limits.get(id) ?? 0;
}

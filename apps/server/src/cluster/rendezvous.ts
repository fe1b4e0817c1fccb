import { fractionOf } from './hash.ts';

export interface Node {
  readonly id: string;
  /** Its share of the whole, relative to the others: a node of weight 2 is to hold twice what one of weight 1 holds. */
  readonly weight: number;
}

/**
 * The nodes in the order in which a key prefers them, whatever the order they are given in. Each key has its own order,
 * and a node that comes or goes changes nothing in the order of the others: a key's first choice changes only where the
 * node that came is the new first, or the one that went was. A node is first for its weight's share of the keys.
 *
 * Rendezvous hashing: D. Thaler, C. Ravishankar, "Using name-based mappings to increase hit rates", IEEE/ACM Transactions
 * on Networking 6(1), 1998. The weights: C. Schindelhauer, G. Schomaker, "Weighted distributed hash tables", SPAA 2005.
 */
export function preferenceOf<Candidate extends Node>(key: string, nodes: readonly Candidate[]): Candidate[] {
  return nodes
    .map((node) => ({ node, score: scoreOf(key, node) }))
    .sort((a, b) => b.score - a.score || compareIds(a.node.id, b.node.id))
    .map(({ node }) => node);
}

/**
 * How much a key wants a node. -ln(u) of a uniform u is exponentially distributed; divided by the weight its rate is the
 * weight, and the smallest of several such falls to each in proportion to its rate. The reciprocal makes it the largest.
 */
export function scoreOf(key: string, { id, weight }: Node): number {
  if (!(weight > 0 && weight < Number.POSITIVE_INFINITY)) throw new RangeError(`node ${id} has the weight ${weight}`);
  return -weight / Math.log(fractionOf(key, id));
}

/** By code units: `localeCompare` would depend on the machine. */
export function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

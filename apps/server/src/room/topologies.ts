import { randomUUID } from 'node:crypto';
import type { MediaTopology, RoomId } from '@cline-meet/protocol';
import { placeOne } from '../cluster/placement.ts';
import type { MediaNodeInfo } from './media-nodes.ts';

/** Nodes beside the main one that a room is spread over at most: each has a pipe to each other. */
export const MOST_RELAYS = 3;

/** All that carry the room's media, the main one first; none in a mesh. */
export function nodesOf(topology: MediaTopology | null): string[] {
  if (!topology || topology.nodeId === null) return [];
  return [topology.nodeId, ...(topology.relays ?? [])];
}

/** A new arrangement, by way of this node. */
export function sfuOn(nodeId: MediaNodeInfo['id']): MediaTopology {
  return { mode: 'sfu', id: randomUUID(), nodeId };
}

/** A new arrangement, by way of the node that the room prefers of those that take more; null where none does. */
export function sfuAmong(roomId: RoomId, nodes: readonly MediaNodeInfo[]): MediaTopology | null {
  const open = nodes.filter(({ isFull }) => !isFull);
  const rooms = new Map(open.map((node) => [node.id, node.rooms]));
  const node = placeOne(roomId, open, (id) => rooms.get(id) ?? 0);
  return node ? sfuOn(node.id) : null;
}

/** A new arrangement without a node. */
export function newMesh(): MediaTopology {
  return { mode: 'mesh', id: randomUUID(), nodeId: null };
}

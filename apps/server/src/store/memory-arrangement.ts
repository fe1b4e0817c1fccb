import type { MediaTopology, RoomEvent } from '@cline-meet/protocol';
import type { Change, MediaPlaceWish, MediaPlacing, Stamp } from '../room/room-store.ts';
import { MOST_RELAYS, nodesOf } from '../room/topologies.ts';
import type { MemoryRoom } from './memory-room.ts';

/** Only the arrangement that `from` names is replaced: of many who want to, one does. */
export function arrangeMedia(
  room: MemoryRoom,
  from: MediaTopology['id'],
  topology: MediaTopology,
  stamp: Stamp,
): Change<RoomEvent<'media_topology'>> {
  if (room.ended) return { outcome: 'absent' };
  if (room.topology.id !== from) return { outcome: 'unchanged' };
  return { outcome: 'changed', event: rearrange(room, topology, stamp) };
}

export function placeMedia(
  room: MemoryRoom,
  { connectionId, topologyId, open, mostOnNode }: MediaPlaceWish,
  stamp: Stamp,
): MediaPlacing {
  const member = room.members.get(connectionId);
  if (!member || room.ended) return { outcome: 'absent' };
  const { topology } = room;
  if (topology.id !== topologyId || topology.nodeId === null) return { outcome: 'stale' };
  const people = peopleByNode(room);
  const { media } = member;
  const isPlaced = media?.topologyId === topologyId && people.has(media.nodeId);
  const nodeId = isPlaced ? media.nodeId : choose(people, open, mostOnNode);
  member.media = { topologyId, nodeId };
  if (people.has(nodeId)) return { outcome: 'placed', nodeId, event: null };
  const relays = [...(topology.relays ?? []), nodeId];
  return { outcome: 'placed', nodeId, event: rearrange(room, { ...topology, relays }, stamp) };
}

export function removeRelay(
  room: MemoryRoom,
  topologyId: MediaTopology['id'],
  nodeId: string,
  stamp: Stamp,
): Change<RoomEvent<'media_topology'>> {
  if (room.ended) return { outcome: 'absent' };
  const { relays: before = [], ...topology } = room.topology;
  if (topology.id !== topologyId || !before.includes(nodeId)) return { outcome: 'unchanged' };
  const relays = before.filter((id) => id !== nodeId);
  const event = rearrange(room, { ...topology, ...(relays.length > 0 && { relays }) }, stamp);
  return { outcome: 'changed', event };
}

function rearrange(room: MemoryRoom, topology: MediaTopology, stamp: Stamp): RoomEvent<'media_topology'> {
  room.topology = topology;
  return room.append('media_topology', topology, stamp);
}

/** How many the nodes of the room carry, each of those by its id. */
function peopleByNode({ topology, members }: MemoryRoom): Map<string, number> {
  const people = new Map(nodesOf(topology).map((id) => [id, 0]));
  for (const { media } of members.values()) {
    const count = media?.topologyId === topology.id ? people.get(media.nodeId) : undefined;
    if (media && count !== undefined) people.set(media.nodeId, count + 1);
  }
  return people;
}

/** To where others are, else to a node more, else to where fewest are. */
function choose(people: ReadonlyMap<string, number>, open: readonly string[], mostOnNode: number): string {
  const ofRoom = open.filter((id) => people.has(id));
  const count = (id: string) => people.get(id) ?? 0;
  const roomy = ofRoom.find((id) => count(id) < mostOnNode);
  if (roomy !== undefined) return roomy;
  const further = open.find((id) => !people.has(id));
  if (further !== undefined && people.size <= MOST_RELAYS) return further;
  const [main = ''] = people.keys();
  return ofRoom.reduce((one, other) => (count(other) < count(one) ? other : one), ofRoom[0] ?? main);
}

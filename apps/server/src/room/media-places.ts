import type { MediaTopology } from '@cline-meet/protocol';
import { preferenceOf } from '../cluster/rendezvous.ts';
import { announce, stampNow } from './announce.ts';
import type { RoomContext } from './context.ts';
import type { MediaNodeInfo } from './media-nodes.ts';
import { type Actor, Refused } from './model.ts';
import { nodesOf } from './topologies.ts';

interface Place {
  readonly topologyId: MediaTopology['id'];
  readonly nodeId: string;
}

type PlacesContext = Pick<RoomContext, 'store' | 'bus' | 'media' | 'clock' | 'log' | 'rules'>;

/** Which media node each participant of this pod is on. The store decides; what it said is asked for once. */
export class MediaPlaces {
  readonly #room: PlacesContext;
  readonly #known = new WeakMap<Actor, Place>();

  constructor(room: PlacesContext) {
    this.#room = room;
  }

  /** Throws `Refused` where the arrangement is over. Not to be called twice at the same time for one participant. */
  async find(actor: Actor, topology: MediaTopology): Promise<string> {
    const known = this.#known.get(actor);
    if (known?.topologyId === topology.id && nodesOf(topology).includes(known.nodeId)) return known.nodeId;
    const nodeId = await this.#place(actor, topology);
    this.#known.set(actor, { topologyId: topology.id, nodeId });
    return nodeId;
  }

  async #place({ roomId, connectionId }: Actor, topology: MediaTopology): Promise<string> {
    const { store, media, rules, log } = this.#room;
    const wish = {
      connectionId,
      topologyId: topology.id,
      open: openNodes(roomId, topology, await media.live()),
      mostOnNode: rules.mediaNodeMaxParticipants,
    };
    const placing = await store.placeMedia(roomId, wish, stampNow(this.#room));
    if (placing.outcome === 'stale') throw new Refused('media_stale');
    if (placing.outcome === 'absent') throw new Refused('not_joined');
    const { nodeId, event } = placing;
    if (event) {
      log.info({ roomId, topologyId: topology.id, nodeId }, 'media relay added');
      await announce(this.#room, roomId, { kind: 'event', event });
    }
    return nodeId;
  }
}

/** Those that take more: the room's own first, then the others as the room prefers them. */
function openNodes(roomId: Actor['roomId'], topology: MediaTopology, live: readonly MediaNodeInfo[]): string[] {
  const open = live.filter(({ isFull }) => !isFull);
  const own = nodesOf(topology).filter((id) => open.some((node) => node.id === id));
  const others = preferenceOf(roomId, open).map(({ id }) => id);
  return [...new Set([...own, ...others])];
}

import type { ConnectionId, MediaSource } from '@cline-meet/protocol';
import type { types } from 'mediasoup';
import { Flow } from './flow.ts';
import type { RoomRouter } from './room-routers.ts';

/** Whose streams there are on this node: someone who sends them here, or to a node that they are piped from. */
export class MediaSender {
  readonly connectionId: ConnectionId;
  /** The page load that it belongs to. */
  readonly incarnation: number;
  readonly router: RoomRouter;
  readonly producers = new Map<MediaSource, types.Producer>();
  readonly #flows = new WeakMap<types.Producer, Flow>();

  constructor(connectionId: ConnectionId, incarnation: number, router: RoomRouter) {
    this.connectionId = connectionId;
    this.incarnation = incarnation;
    this.router = router;
  }

  findProducer(id: string): [MediaSource, types.Producer] | undefined {
    return [...this.producers].find(([, producer]) => producer.id === id);
  }

  flowOf(producer: types.Producer): Flow {
    const flow = this.#flows.get(producer) ?? new Flow(producer);
    this.#flows.set(producer, flow);
    return flow;
  }
}

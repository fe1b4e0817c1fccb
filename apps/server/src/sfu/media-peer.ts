import type { ConnectionId, MediaSource, RtpCapabilities } from '@cline-meet/protocol';
import type { types } from 'mediasoup';
import { Refused } from '../room/model.ts';
import { Flow } from './flow.ts';
import type { RoomRouter } from './room-routers.ts';

export type Direction = 'send' | 'receive';

/** What someone takes of someone else, and whether they want it now. */
export interface Taking {
  readonly consumer: types.Consumer;
  readonly flow: Flow;
  readonly producerId: string;
  readonly from: ConnectionId;
  readonly source: MediaSource;
  isWanted: boolean;
  /** Null: as many as there are. */
  spatialLayer: number | null;
}

/** One participant's media on this node. */
export class MediaPeer {
  readonly connectionId: ConnectionId;
  /** The page load that it belongs to. */
  readonly incarnation: number;
  readonly router: RoomRouter;
  readonly producers = new Map<MediaSource, types.Producer>();
  readonly takings = new Map<string, Taking>();
  readonly #transports = new Map<Direction, types.WebRtcTransport>();
  readonly #flows = new WeakMap<types.Producer, Flow>();
  #isClosed = false;
  /** What it can decode; null until it has said so. */
  rtpCapabilities: RtpCapabilities | null = null;

  constructor(connectionId: ConnectionId, incarnation: number, router: RoomRouter) {
    this.connectionId = connectionId;
    this.incarnation = incarnation;
    this.router = router;
  }

  transport(direction: Direction): types.WebRtcTransport | undefined {
    return this.#transports.get(direction);
  }

  findTransport(id: string): types.WebRtcTransport | undefined {
    return [...this.#transports.values()].find((transport) => transport.id === id);
  }

  /** Another one of that direction, and all that went by it, is closed. Who has gone meanwhile gets none. */
  setTransport(direction: Direction, transport: types.WebRtcTransport): void {
    if (this.#isClosed) {
      transport.close();
      throw new Refused('media_stale');
    }
    this.#transports.get(direction)?.close();
    this.#transports.set(direction, transport);
    if (direction === 'send') this.producers.clear();
    else this.takings.clear();
  }

  findProducer(id: string): [MediaSource, types.Producer] | undefined {
    return [...this.producers].find(([, producer]) => producer.id === id);
  }

  flowOf(producer: types.Producer): Flow {
    const flow = this.#flows.get(producer) ?? new Flow(producer);
    this.#flows.set(producer, flow);
    return flow;
  }

  close(): void {
    this.#isClosed = true;
    for (const transport of this.#transports.values()) transport.close();
    this.#transports.clear();
    this.producers.clear();
    this.takings.clear();
  }
}

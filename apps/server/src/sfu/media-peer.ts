import type { ConnectionId, MediaSource, RtpCapabilities } from '@cline-meet/protocol';
import type { types } from 'mediasoup';
import { Refused } from '../room/model.ts';
import type { Flow } from './flow.ts';
import { MediaSender } from './media-sender.ts';

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
export class MediaPeer extends MediaSender {
  readonly takings = new Map<string, Taking>();
  readonly #transports = new Map<Direction, types.WebRtcTransport>();
  #isClosed = false;
  /** What it can decode; null until it has said so. */
  rtpCapabilities: RtpCapabilities | null = null;

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

  close(): void {
    this.#isClosed = true;
    for (const transport of this.#transports.values()) transport.close();
    this.#transports.clear();
    this.producers.clear();
    this.takings.clear();
  }
}

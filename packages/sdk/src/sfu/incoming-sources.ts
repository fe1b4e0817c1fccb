import type { ConnectionId, MediaAnswer, MediaSource, RemoteProducer } from '@cline-meet/protocol';
import type { types } from 'mediasoup-client';
import type { RemoteTracks } from '../session-state.ts';
import { parametersOf } from './ortc.ts';
import type { Demand } from './picture-demand.ts';
import type { MediaCipher } from './sfu-options.ts';

type Offered = MediaAnswer<'consume'>['consumers'][number];

export interface IncomingSource {
  readonly producer: RemoteProducer;
  readonly consumer: types.Consumer;
  /** What the media node was last told to send of it; it begins with nothing. */
  told: Demand;
}

/** What is received from the media node, or can be at once. */
export class IncomingSources {
  readonly #cipher: MediaCipher | null;
  readonly #sources = new Map<RemoteProducer['producerId'], IncomingSource>();

  constructor(cipher: MediaCipher | null) {
    this.#cipher = cipher;
  }

  /** Without those that went with their transport. */
  get all(): IncomingSource[] {
    return [...this.#sources.values()].filter(({ consumer }) => !consumer.closed);
  }

  has(id: RemoteProducer['producerId']): boolean {
    return this.#sources.get(id)?.consumer.closed === false;
  }

  tracksOf(id: ConnectionId): RemoteTracks {
    const theirs = this.all.filter(({ producer }) => producer.connectionId === id);
    const tracks: Partial<Record<MediaSource, MediaStreamTrack>> = {};
    for (const { producer, consumer } of theirs) tracks[producer.source] = consumer.track;
    return tracks;
  }

  async receive(transport: types.Transport, producer: RemoteProducer, offered: Offered): Promise<void> {
    const { connectionId, source } = producer;
    const consumer = await transport.consume({
      id: offered.consumerId,
      producerId: producer.producerId,
      kind: offered.kind,
      rtpParameters: parametersOf(offered.rtpParameters),
      // Sources of one stream are played in step (RFC 8830).
      streamId: `${connectionId}-${source.startsWith('screen') ? 'screen' : 'person'}`,
      onRtpReceiver: (receiver) => this.#cipher?.reveal(receiver, connectionId, source),
    });
    this.#sources.set(producer.producerId, { producer, consumer, told: { on: false } });
  }

  /** Closes those whose producer fails the test. */
  keep(isKept: (id: RemoteProducer['producerId']) => boolean): void {
    for (const [id, { consumer }] of [...this.#sources]) {
      if (!consumer.closed && isKept(id)) continue;
      consumer.close();
      this.#sources.delete(id);
    }
  }
}

import {
  type ConnectionId,
  MediaAction,
  MediaAnswer,
  type MediaNews,
  type MediaSource,
  type RemoteProducer,
  type RtpCapabilities,
} from '@cline-meet/protocol';
import type { types } from 'mediasoup';
import { mediaCodecs } from '../apps/server/src/sfu/codecs.ts';
import { loopback, startTestWorker } from '../apps/server/src/sfu/worker-fixture.ts';

interface Place {
  readonly transports: Map<string, { direction: 'send' | 'receive'; transport: types.WebRtcTransport }>;
  readonly producers: Map<string, { source: MediaSource; producer: types.Producer }>;
  readonly consumers: Map<string, types.Consumer>;
  readonly wanted: Map<string, number | null>;
  rtpCapabilities: RtpCapabilities | null;
}

/**
 * One room on mediasoup that answers by the protocol of the wire and trusts everybody: what a client needs to be tried in
 * a browser, without a server around it.
 */
export class RoomOnMediasoup {
  readonly #worker: types.Worker;
  readonly #router: types.Router;
  readonly #tell: (to: ConnectionId, news: MediaNews) => void;
  readonly #places = new Map<ConnectionId, Place>();

  private constructor(worker: types.Worker, router: types.Router, tell: (to: ConnectionId, news: MediaNews) => void) {
    this.#worker = worker;
    this.#router = router;
    this.#tell = tell;
  }

  static async open(tell: (to: ConnectionId, news: MediaNews) => void): Promise<RoomOnMediasoup> {
    const worker = await startTestWorker();
    return new RoomOnMediasoup(worker, await worker.createRouter({ mediaCodecs }), tell);
  }

  /** Rejects what does not match the schemas of the wire, in either direction. */
  async request(from: ConnectionId, action: unknown): Promise<MediaAnswer> {
    const place = this.#places.get(from) ?? newPlace();
    this.#places.set(from, place);
    return MediaAnswer.parse(await this.#answer(from, place, MediaAction.parse(action)));
  }

  /** As a new network would: nothing comes through any more until ICE is restarted. */
  async breakTransports(of: ConnectionId): Promise<void> {
    const transports = [...(this.#places.get(of)?.transports.values() ?? [])];
    await Promise.all(transports.map(({ transport }) => transport.restartIce()));
  }

  leave(id: ConnectionId): void {
    const place = this.#places.get(id);
    this.#places.delete(id);
    const removed = [...(place?.producers.keys() ?? [])];
    for (const { transport } of place?.transports.values() ?? []) transport.close();
    this.#tellOthers(id, { news: 'producers', added: [], removed });
  }

  /** The next payloads of RTP that the node would pass on of a source, as the node itself has them in the open. */
  async tap(of: ConnectionId, source: MediaSource, count: number): Promise<Uint8Array<ArrayBuffer>[]> {
    const producers = [...(this.#places.get(of)?.producers.values() ?? [])];
    const producer = producers.find((each) => each.source === source)?.producer;
    if (!producer) throw new Error(`${of} sends no ${source}`);
    const tap = await this.#router.createDirectTransport();
    const { rtpCapabilities } = this.#router;
    const consumer = await tap.consume({ producerId: producer.id, rtpCapabilities });
    const payloads: Uint8Array<ArrayBuffer>[] = [];
    await new Promise<void>((resolve) => {
      consumer.on('rtp', (packet) => payloads.push(payloadOf(packet)) >= count && resolve());
    });
    tap.close();
    return payloads.slice(0, count);
  }

  consumersOf(id: ConnectionId): { producerId: string; paused: boolean }[] {
    const consumers = [...(this.#places.get(id)?.consumers.values() ?? [])];
    return consumers.filter(({ closed }) => !closed).map(({ producerId, paused }) => ({ producerId, paused }));
  }

  close(): void {
    this.#worker.close();
  }

  async #answer(from: ConnectionId, place: Place, request: MediaAction): Promise<unknown> {
    const { action } = request;
    switch (action) {
      case 'describe':
        return { action, rtpCapabilities: this.#router.rtpCapabilities };
      case 'create_transport':
        return { action, ...(await this.#createTransport(place, request)) };
      case 'connect_transport':
        await transportOf(place, request.transportId).connect({
          dtlsParameters: request.dtlsParameters as types.DtlsParameters,
        });
        return { action };
      case 'restart_ice':
        return { action, iceParameters: await transportOf(place, request.transportId).restartIce() };
      case 'produce':
        return { action, producerId: await this.#produce(from, place, request) };
      case 'stop_producing':
        place.producers.get(request.producerId)?.producer.close();
        place.producers.delete(request.producerId);
        this.#tellOthers(from, { news: 'producers', added: [], removed: [request.producerId] });
        return { action };
      case 'list_producers':
        return { action, producers: this.#producersFor(from) };
      case 'consume':
        return { action, consumers: await this.#consume(place, request.producerIds) };
      case 'set_consumers':
        for (const { consumerId, on, spatialLayer } of request.consumers) {
          await setConsumer(place.consumers.get(consumerId), on, spatialLayer);
        }
        this.#tellWantedLayers();
        return { action };
      case 'stop_consuming':
        for (const id of request.consumerIds) place.consumers.get(id)?.close();
        this.#tellWantedLayers();
        return { action };
      default:
        return action satisfies never;
    }
  }

  async #createTransport(
    place: Place,
    { direction, rtpCapabilities }: Extract<MediaAction, { action: 'create_transport' }>,
  ) {
    if (rtpCapabilities) place.rtpCapabilities = rtpCapabilities;
    const transport = await this.#router.createWebRtcTransport({ listenInfos: [loopback] });
    for (const [id, other] of place.transports) {
      if (other.direction !== direction) continue;
      other.transport.close();
      place.transports.delete(id);
    }
    place.transports.set(transport.id, { direction, transport });
    const { id: transportId, iceParameters, iceCandidates, dtlsParameters } = transport;
    return { transportId, iceParameters, iceCandidates, dtlsParameters };
  }

  async #produce(
    from: ConnectionId,
    place: Place,
    { source, rtpParameters }: Extract<MediaAction, { action: 'produce' }>,
  ): Promise<string> {
    const transport = transportTo(place, 'send');
    const kind = source === 'camera' || source === 'screen' ? 'video' : 'audio';
    const producer = await transport.produce({ kind, rtpParameters: rtpParameters as types.RtpParameters });
    place.producers.set(producer.id, { source, producer });
    const added: RemoteProducer[] = [{ producerId: producer.id, connectionId: from, source }];
    this.#tellOthers(from, { news: 'producers', added, removed: [] });
    return producer.id;
  }

  async #consume(place: Place, producerIds: readonly string[]) {
    const transport = transportTo(place, 'receive');
    const consumers = producerIds.map(async (producerId) => {
      const rtpCapabilities = place.rtpCapabilities as types.RtpCapabilities;
      const consumer = await transport.consume({ producerId, rtpCapabilities, paused: true });
      place.consumers.set(consumer.id, consumer);
      return { consumerId: consumer.id, producerId, kind: consumer.kind, rtpParameters: consumer.rtpParameters };
    });
    return Promise.all(consumers);
  }

  #producersFor(id: ConnectionId): RemoteProducer[] {
    return [...this.#places].flatMap(([connectionId, { producers }]) =>
      connectionId === id
        ? []
        : [...producers].map(([producerId, { source }]) => ({ producerId, connectionId, source })),
    );
  }

  #tellOthers(from: ConnectionId, news: MediaNews): void {
    for (const id of this.#places.keys()) if (id !== from) this.#tell(id, news);
  }

  #tellWantedLayers(): void {
    const consumers = [...this.#places.values()].flatMap((place) => [...place.consumers.values()]);
    for (const [id, place] of this.#places) {
      for (const [producerId, { source }] of place.producers) {
        if (source !== 'camera') continue;
        const taken = consumers.filter((consumer) => {
          return consumer.producerId === producerId && !consumer.closed && !consumer.paused;
        });
        const layers = taken.map(({ preferredLayers }) => preferredLayers?.spatialLayer ?? 2);
        const spatialLayer = layers.length === 0 ? null : Math.max(...layers);
        if (place.wanted.get(producerId) === spatialLayer) continue;
        place.wanted.set(producerId, spatialLayer);
        this.#tell(id, { news: 'wanted_layer', producerId, spatialLayer });
      }
    }
  }
}

function newPlace(): Place {
  return {
    transports: new Map(),
    producers: new Map(),
    consumers: new Map(),
    wanted: new Map(),
    rtpCapabilities: null,
  };
}

function transportOf(place: Place, id: string): types.WebRtcTransport {
  const found = place.transports.get(id);
  if (!found) throw new Error('media_stale');
  return found.transport;
}

function transportTo(place: Place, direction: 'send' | 'receive'): types.WebRtcTransport {
  const found = [...place.transports.values()].find((each) => each.direction === direction);
  if (!found) throw new Error('media_stale');
  return found.transport;
}

async function setConsumer(consumer: types.Consumer | undefined, on: boolean, spatialLayer?: number): Promise<void> {
  if (!consumer) return;
  if (spatialLayer !== undefined && consumer.type !== 'simple') await consumer.setPreferredLayers({ spatialLayer });
  if (on && consumer.paused) await consumer.resume();
  else if (!on && !consumer.paused) await consumer.pause();
}

/** Without the header and its extensions (RFC 3550, section 5.1). */
function payloadOf(packet: Buffer): Uint8Array<ArrayBuffer> {
  const first = packet.readUInt8(0);
  const fixed = 12 + (first & 0x0f) * 4;
  const start = first & 0x10 ? fixed + 4 + packet.readUInt16BE(fixed + 2) * 4 : fixed;
  const padding = first & 0x20 ? packet.readUInt8(packet.length - 1) : 0;
  return new Uint8Array(packet.subarray(start, packet.length - padding));
}

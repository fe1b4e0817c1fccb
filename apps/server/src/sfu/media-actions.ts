import type { MediaAction, MediaActionName, MediaAnswer } from '@cline-meet/protocol';
import type { types } from 'mediasoup';
import { Refused } from '../room/model.ts';
import { Flow } from './flow.ts';
import type { MediaPeer, Taking } from './media-peer.ts';
import type { MediaRoom } from './media-room.ts';
import type { MediaSender } from './media-sender.ts';
import { FIRST_OUTGOING_BITRATE, MAX_INCOMING_BITRATE } from './media-settings.ts';
import { checkSent, kindOf, refusedAsSaid } from './sent-streams.ts';

export interface ActionContext {
  readonly room: MediaRoom;
  readonly peer: MediaPeer;
  /** Whether this node sends so many streams more. */
  readonly mayAdd: (consumers: number) => boolean;
}

type Act<Name extends MediaActionName> = (
  context: ActionContext,
  action: Extract<MediaAction, { action: Name }>,
) => Promise<MediaAnswer<Name>>;

/** Does what a participant asks. Throws `Refused` where it is not theirs to ask, and what mediasoup throws. */
export async function act(context: ActionContext, action: MediaAction): Promise<MediaAnswer> {
  // The action and what does it are of one name: TypeScript does not follow the pair through the union.
  return (acts[action.action] as Act<MediaActionName>)(context, action);
}

const acts: { [Name in MediaActionName]: Act<Name> } = {
  describe: async ({ peer }) => ({
    action: 'describe',
    rtpCapabilities: onTheWire(peer.router.router.rtpCapabilities),
  }),
  create_transport: createTransport,
  connect_transport: async ({ peer }, { transportId, dtlsParameters }) => {
    const transport = ownTransport(peer, transportId);
    // What a browser says of its certificate; mediasoup checks it.
    const ofBrowser = dtlsParameters as types.DtlsParameters;
    await refusedAsSaid(transport, transport.connect({ dtlsParameters: ofBrowser }));
    return { action: 'connect_transport' };
  },
  restart_ice: async ({ peer }, { transportId }) => ({
    action: 'restart_ice',
    iceParameters: await ownTransport(peer, transportId).restartIce(),
  }),
  produce,
  stop_producing: async ({ peer }, { producerId }) => {
    const found = peer.findProducer(producerId);
    if (!found) throw new Refused('media_stale');
    peer.producers.delete(found[0]);
    found[1].close();
    return { action: 'stop_producing' };
  },
  list_producers: async ({ room, peer }) => ({ action: 'list_producers', producers: room.producersFor(peer) }),
  consume,
  set_consumers: async ({ room, peer }, { consumers }) => {
    for (const { consumerId, on, spatialLayer } of consumers) {
      const taking = peer.takings.get(consumerId);
      // Closed meanwhile, with what it was of.
      if (!taking) continue;
      taking.isWanted = on;
      taking.spatialLayer = spatialLayer ?? taking.spatialLayer;
      await room.apply(taking);
    }
    room.lookAtLayers();
    return { action: 'set_consumers' };
  },
  stop_consuming: async ({ room, peer }, { consumerIds }) => {
    for (const id of consumerIds) peer.takings.get(id)?.consumer.close();
    room.lookAtLayers();
    return { action: 'stop_consuming' };
  },
};

async function createTransport(
  { room, peer, mayAdd }: ActionContext,
  { direction, rtpCapabilities }: Extract<MediaAction, { action: 'create_transport' }>,
): Promise<MediaAnswer<'create_transport'>> {
  if (!mayAdd(0)) throw new Refused('media_full');
  if (direction === 'receive' && !rtpCapabilities) throw new Refused('invalid_message');
  const { router, on } = peer.router;
  const transport = await router.createWebRtcTransport({
    webRtcServer: on.entrance,
    enableUdp: true,
    enableTcp: true,
    preferUdp: true,
    initialAvailableOutgoingBitrate: FIRST_OUTGOING_BITRATE,
  });
  if (direction === 'send') await transport.setMaxIncomingBitrate(MAX_INCOMING_BITRATE);
  peer.setTransport(direction, transport);
  if (rtpCapabilities) peer.rtpCapabilities = rtpCapabilities;
  const { id: transportId, iceParameters, iceCandidates, dtlsParameters } = transport;
  const { nodeId } = room.context;
  return onTheWire({ action: 'create_transport', transportId, nodeId, iceParameters, iceCandidates, dtlsParameters });
}

async function produce(
  { room, peer }: ActionContext,
  { source, rtpParameters }: Extract<MediaAction, { action: 'produce' }>,
): Promise<MediaAnswer<'produce'>> {
  const transport = peer.transport('send');
  if (!transport) throw new Refused('media_stale');
  checkSent(source, rtpParameters);
  const former = peer.producers.get(source);
  if (former) {
    peer.producers.delete(source);
    former.close();
  }
  const producing = transport.produce({
    kind: kindOf(source),
    // What a browser sends; mediasoup checks the rest of it.
    rtpParameters: rtpParameters as types.RtpParameters,
    // Until the room's record has been asked.
    paused: true,
  });
  const producer = await refusedAsSaid(transport, producing);
  if (producer.closed) throw new Refused('media_stale');
  await room.added(peer, source, producer);
  return { action: 'produce', producerId: producer.id };
}

async function consume(
  { room, peer, mayAdd }: ActionContext,
  { producerIds }: Extract<MediaAction, { action: 'consume' }>,
): Promise<MediaAnswer<'consume'>> {
  const transport = peer.transport('receive');
  if (!transport) throw new Refused('media_stale');
  if (!mayAdd(producerIds.length)) throw new Refused('media_full');
  const takings: Taking[] = [];
  for (const producerId of new Set(producerIds)) {
    const taking = await take(room, peer, transport, producerId);
    if (taking) takings.push(taking);
  }
  const consumers = takings.map(({ consumer: { id, kind, rtpParameters }, producerId }) => ({
    consumerId: id,
    producerId,
    kind,
    rtpParameters,
  }));
  return onTheWire({ action: 'consume', consumers });
}

/** Null for what is gone, one's own, or not to be decoded. What is taken already is taken as it is. */
async function take(
  room: MediaRoom,
  peer: MediaPeer,
  transport: types.WebRtcTransport,
  producerId: string,
): Promise<Taking | null> {
  const known = [...peer.takings.values()].find((taking) => taking.producerId === producerId);
  if (known) return known;
  const found = room.findProducer(producerId);
  if (!found || found.owner.connectionId === peer.connectionId || !peer.rtpCapabilities) return null;
  // What a browser says that it can; mediasoup checks it.
  const rtpCapabilities = peer.rtpCapabilities as types.RtpCapabilities;
  const consumer = await startConsumer(room, peer, transport, found, rtpCapabilities).catch((error: unknown) => {
    // Gone meanwhile.
    if (found.producer.closed) return null;
    throw transport.closed ? new Refused('media_stale') : error;
  });
  if (!consumer || consumer.closed) return null;
  const taking: Taking = {
    consumer,
    flow: new Flow(consumer),
    producerId,
    from: found.owner.connectionId,
    source: found.source,
    isWanted: false,
    spatialLayer: null,
  };
  peer.takings.set(consumer.id, taking);
  consumer.observer.once('close', () => peer.takings.delete(consumer.id));
  return taking;
}

async function startConsumer(
  room: MediaRoom,
  peer: MediaPeer,
  transport: types.WebRtcTransport,
  { owner, producer }: { owner: MediaSender; producer: types.Producer },
  rtpCapabilities: types.RtpCapabilities,
): Promise<types.Consumer | null> {
  const producerId = producer.id;
  await room.bring(producerId, owner.router, peer.router);
  if (!peer.router.router.canConsume({ producerId, rtpCapabilities })) return null;
  return transport.consume({ producerId, rtpCapabilities, paused: true });
}

function ownTransport(peer: MediaPeer, id: string): types.WebRtcTransport {
  const transport = peer.findTransport(id);
  if (!transport) throw new Refused('media_stale');
  return transport;
}

/** mediasoup's own objects in the words of the wire: the same JSON, which its types describe more narrowly. */
function onTheWire<Value>(value: unknown): Value {
  return value as Value;
}

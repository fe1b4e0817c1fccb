import * as z from 'zod/mini';
import { ConnectionId } from './ids.ts';
import { limits } from './limits.ts';
import { MediaSource } from './signaling.ts';

/** How media flows in a room. A new arrangement has a new id. */
export const MediaTopology = z.object({
  mode: z.enum(['mesh', 'sfu']),
  /** Signals and requests name the arrangement that they belong to; those of another one are stale. */
  id: z.string().check(z.minLength(1), z.maxLength(64)),
  /** The media node that the room is placed on; null in a mesh. Of no meaning to clients. */
  nodeId: z.nullable(z.string().check(z.maxLength(64))),
  /** Further nodes that carry the media of some, piped to each other; none where absent. They come and go within an arrangement. Of no meaning to clients. */
  relays: z.optional(z.array(z.string().check(z.maxLength(64)))),
});
export type MediaTopology = z.infer<typeof MediaTopology>;

/** Ids that a media node gives. */
const MediaId = z.string().check(z.minLength(1), z.maxLength(64));
const text = z.string().check(z.maxLength(256));
const Count = z.int().check(z.nonnegative());
const many = <Item extends z.core.$ZodType>(item: Item, most: number = limits.mediaListItems) =>
  z.array(item).check(z.maxLength(most));

/** Format parameters of a codec (RFC 8866, `a=fmtp`). */
const CodecParameters = z.record(text, z.union([text, z.number()]));
const RtcpFeedback = z.object({ type: text, parameter: z.optional(text) });
const Codec = {
  mimeType: text,
  clockRate: Count,
  channels: z.optional(Count),
  parameters: z.optional(CodecParameters),
  rtcpFeedback: z.optional(many(RtcpFeedback)),
};

/** What one end can receive, in the words of ORTC (section 9.2). */
export const RtpCapabilities = z.object({
  codecs: z.optional(
    many(z.object({ ...Codec, kind: z.enum(['audio', 'video']), preferredPayloadType: z.optional(Count) })),
  ),
  headerExtensions: z.optional(
    many(
      z.object({
        kind: z.enum(['audio', 'video']),
        uri: text,
        preferredId: Count,
        preferredEncrypt: z.optional(z.boolean()),
        direction: z.optional(z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive'])),
      }),
    ),
  ),
});
export type RtpCapabilities = z.infer<typeof RtpCapabilities>;

/** What one end sends (ORTC, section 9.5). */
export const RtpParameters = z.object({
  mid: z.optional(text),
  codecs: many(z.object({ ...Codec, payloadType: Count })),
  headerExtensions: z.optional(
    many(
      z.object({
        uri: text,
        id: Count,
        encrypt: z.optional(z.boolean()),
        parameters: z.optional(CodecParameters),
      }),
    ),
  ),
  encodings: z.optional(
    many(
      z.object({
        ssrc: z.optional(Count),
        rid: z.optional(text),
        codecPayloadType: z.optional(Count),
        rtx: z.optional(z.object({ ssrc: Count })),
        dtx: z.optional(z.boolean()),
        scalabilityMode: z.optional(text),
        scaleResolutionDownBy: z.optional(z.number()),
        maxBitrate: z.optional(Count),
      }),
      8,
    ),
  ),
  rtcp: z.optional(
    z.object({ cname: z.optional(text), reducedSize: z.optional(z.boolean()), mux: z.optional(z.boolean()) }),
  ),
  msid: z.optional(text),
});
export type RtpParameters = z.infer<typeof RtpParameters>;

/** RFC 8122, section 5: hashes of the certificate. */
export const DtlsParameters = z.object({
  role: z.optional(z.enum(['auto', 'client', 'server'])),
  fingerprints: many(z.object({ algorithm: text, value: text }), 8),
});
export type DtlsParameters = z.infer<typeof DtlsParameters>;

/** RFC 8445, section 5.3. */
export const IceParameters = z.object({
  usernameFragment: text,
  password: text,
  iceLite: z.optional(z.boolean()),
});
export const IceCandidate = z.object({
  foundation: text,
  priority: Count,
  ip: text,
  address: text,
  protocol: z.enum(['udp', 'tcp']),
  port: Count,
  type: text,
  tcpType: z.optional(text),
});

/** From the smallest picture, 0, to the largest. */
const SpatialLayer = z.int().check(z.minimum(0), z.maximum(2));

const action = <Name extends string, Fields extends z.core.$ZodShape>(name: Name, fields: Fields) =>
  z.object({ action: z.literal(name), ...fields });

/** What a participant asks of the media node that serves the room; each is answered by the {@link MediaAnswer} of its name. */
export const MediaAction = z.discriminatedUnion('action', [
  /** What the media node can receive, and so what it can be sent. The first request. */
  action('describe', {}),
  /** A path to or from the media node. One in each direction; another one in the same direction replaces it. */
  action('create_transport', {
    direction: z.enum(['send', 'receive']),
    /** Needed to receive: what this participant can. */
    rtpCapabilities: z.optional(RtpCapabilities),
  }),
  action('connect_transport', { transportId: MediaId, dtlsParameters: DtlsParameters }),
  action('restart_ice', { transportId: MediaId }),
  /** Sends a source; one at a time of each. It passes on to others only while the room's record says that it is on. */
  action('produce', { source: MediaSource, rtpParameters: RtpParameters }),
  action('stop_producing', { producerId: MediaId }),
  /** What the others send that may be received. */
  action('list_producers', {}),
  /** Makes the media node ready to send; nothing comes before `set_consumers` asks for it. */
  action('consume', { producerIds: many(MediaId) }),
  /** What is to come of each: nothing, or up to a layer. What is not named stays as it is. */
  action('set_consumers', {
    consumers: many(z.object({ consumerId: MediaId, on: z.boolean(), spatialLayer: z.optional(SpatialLayer) })),
  }),
  action('stop_consuming', { consumerIds: many(MediaId) }),
]);
export type MediaAction = z.infer<typeof MediaAction>;
export type MediaActionName = MediaAction['action'];

/** What someone else sends by way of the media node. */
export const RemoteProducer = z.object({ producerId: MediaId, connectionId: ConnectionId, source: MediaSource });
export type RemoteProducer = z.infer<typeof RemoteProducer>;

/** What the media node is ready to send of one producer. */
export const MediaConsumer = z.object({
  consumerId: MediaId,
  producerId: MediaId,
  kind: z.enum(['audio', 'video']),
  rtpParameters: RtpParameters,
});

export const MediaAnswer = z.discriminatedUnion('action', [
  action('describe', { rtpCapabilities: RtpCapabilities }),
  action('create_transport', {
    transportId: MediaId,
    /** The node that it leads to, of those that carry the room. Older nodes do not say. */
    nodeId: z.optional(text),
    iceParameters: IceParameters,
    iceCandidates: z.array(IceCandidate),
    dtlsParameters: DtlsParameters,
  }),
  action('connect_transport', {}),
  action('restart_ice', { iceParameters: IceParameters }),
  action('produce', { producerId: MediaId }),
  action('stop_producing', {}),
  action('list_producers', { producers: z.array(RemoteProducer) }),
  /** Those that are gone by now, or that this participant cannot decode, are left out. */
  action('consume', { consumers: z.array(MediaConsumer) }),
  action('set_consumers', {}),
  action('stop_consuming', {}),
]);
export type MediaAnswer<Name extends MediaActionName = MediaActionName> = Extract<
  z.infer<typeof MediaAnswer>,
  { action: Name }
>;

/** What a media node tells a participant unasked. One may be lost: `list_producers` says what is. */
export const MediaNews = z.discriminatedUnion('news', [
  z.object({ news: z.literal('producers'), added: z.array(RemoteProducer), removed: z.array(MediaId) }),
  /** The largest layer of this participant's own producer that anyone takes; null: nobody takes any. */
  z.object({ news: z.literal('wanted_layer'), producerId: MediaId, spatialLayer: z.nullable(SpatialLayer) }),
  /** Who speaks, loudest first; the first is the dominant speaker. */
  z.object({ news: z.literal('speakers'), connectionIds: z.array(ConnectionId) }),
]);
export type MediaNews = z.infer<typeof MediaNews>;

import { ortc, type types } from 'mediasoup-client';
import { HandlerInterface } from 'mediasoup-client/handlers/HandlerInterface';
import {
  buildStatsReport,
  getStatsTimestamp,
  type IceOptions,
  type RTCRtpReceiver as NodeReceiver,
  RTCRtpSender as NodeSender,
  type MediaStreamTrack as NodeTrack,
  type RTCCertificate,
} from 'werift';
import type { LinkMeter, MediaMeter } from './media-meter.ts';
import { botCapabilities } from './node-capabilities.ts';
import { forget, startReceiving, startSending } from './node-streams.ts';
import { NodeTransport } from './node-transport.ts';

export interface NodeMediaOptions {
  readonly meter: MediaMeter;
  /** That of this process. */
  readonly certificate: RTCCertificate;
  /** How ICE is to find its way. */
  iceOptions(servers: readonly RTCIceServer[], policy: RTCIceTransportPolicy): Partial<IceOptions>;
}

/** What mediasoup-client has a browser do for one transport, done by werift. */
export class NodeMediaHandler extends HandlerInterface {
  readonly name = 'node';
  readonly #meter: MediaMeter;
  readonly #transport: NodeTransport;
  readonly #extendedCapabilities: types.HandlerOptions['getSendExtendedRtpCapabilities'];
  readonly #streams = new Map<string, NodeSender | NodeReceiver>();
  readonly #cname = crypto.randomUUID();
  #link: LinkMeter | null = null;
  #state: types.ConnectionState = 'new';
  #lastId = 0;

  constructor(given: types.HandlerOptions, { meter, certificate, iceOptions }: NodeMediaOptions) {
    super();
    const { iceServers = [], iceTransportPolicy = 'all', getSendExtendedRtpCapabilities, ...remote } = given;
    const ice = iceOptions(iceServers, iceTransportPolicy);
    this.#meter = meter;
    this.#extendedCapabilities = getSendExtendedRtpCapabilities;
    this.#transport = new NodeTransport({ remote, ice, certificate, stateChanged: () => this.#changed() });
  }

  close(): void {
    this.removeAllListeners();
    for (const localId of [...this.#streams.keys()]) this.#stop(localId);
    this.#transport.close();
  }

  async send({ track, encodings, codec, onRtpSender }: types.HandlerSendOptions): Promise<types.HandlerSendResult> {
    await this.#connectOnce();
    const sender = new NodeSender(track as unknown as NodeTrack);
    const rtpParameters = this.#parametersOf(sender.ssrc, track.kind as types.MediaKind, encodings, codec);
    startSending(this.#transport, sender, rtpParameters, this.#meter.sent);
    onRtpSender?.(sender as unknown as RTCRtpSender);
    return { localId: this.#keep(sender), rtpParameters };
  }

  async receive(wanted: types.HandlerReceiveOptions[]): Promise<types.HandlerReceiveResult[]> {
    await this.#connectOnce();
    return wanted.map((each) => {
      const receiver = startReceiving(this.#transport, each);
      this.#meter.receive(receiver.track);
      return { localId: this.#keep(receiver), track: receiver.track as unknown as MediaStreamTrack };
    });
  }

  async stopSending(localId: string): Promise<void> {
    this.#stop(localId);
  }

  async stopReceiving(localIds: string[]): Promise<void> {
    for (const localId of localIds) this.#stop(localId);
  }

  async restartIce(iceParameters: types.IceParameters): Promise<void> {
    this.#transport.restart(iceParameters);
  }

  async getTransportStats(): Promise<RTCStatsReport> {
    const timestamp = getStatsTimestamp();
    const ofStreams = [...this.#streams.values()].flatMap((stream) => stream.collectStats(timestamp));
    const ofTransport = await this.#transport.dtls.getStats(timestamp);
    return buildStatsReport([...ofStreams, ...ofTransport]) as unknown as RTCStatsReport;
  }

  /** They are asked once, where the connection is made. */
  async updateIceServers(): Promise<void> {}

  // What follows the sdk asks for nowhere: it pauses at the media node, and has senders and receivers in its own hands.
  pauseSending = unasked;
  resumeSending = unasked;
  pauseReceiving = unasked;
  resumeReceiving = unasked;
  replaceTrack = unasked;
  setMaxSpatialLayer = unasked;
  setRtpEncodingParameters = unasked;
  getSenderStats = unasked;
  getReceiverStats = unasked;
  sendDataChannel = unasked;
  receiveDataChannel = unasked;

  /** The media node is told of this end first, and then called. */
  async #connectOnce(): Promise<void> {
    if (this.#link) return;
    this.#link = this.#meter.link();
    const { dtlsParameters } = this.#transport;
    await new Promise<void>((resolve, reject) => this.emit('@connect', { dtlsParameters }, resolve, reject));
    this.#transport.connect();
  }

  /** Bots send each source as one stream. */
  #parametersOf(
    ssrc: number,
    kind: types.MediaKind,
    [encoding = {}]: readonly types.RtpEncodingParameters[] = [],
    codec?: types.RtpCodecCapability,
  ): types.RtpParameters {
    const id = String(this.#lastId + 1);
    const parameters = ortc.getSendingRtpParameters(kind, this.#extendedCapabilities(botCapabilities));
    return {
      ...parameters,
      codecs: ortc.reduceCodecs(parameters.codecs, codec),
      mid: id,
      encodings: [{ ...encoding, ssrc }],
      rtcp: { cname: this.#cname, reducedSize: true, mux: true },
    };
  }

  #keep(stream: NodeSender | NodeReceiver): string {
    this.#lastId += 1;
    this.#streams.set(String(this.#lastId), stream);
    return String(this.#lastId);
  }

  #stop(localId: string): void {
    const stream = this.#streams.get(localId);
    this.#streams.delete(localId);
    if (stream) forget(this.#transport, stream);
  }

  #changed(): void {
    const { state, iceState } = this.#transport;
    this.#link?.iceChanged(iceState);
    if (state === this.#state) return;
    this.#state = state;
    this.#link?.stateChanged(state);
    this.emit('@connectionstatechange', state);
  }
}

const unasked = (): Promise<never> => Promise.reject(new Error('bots do not do that'));

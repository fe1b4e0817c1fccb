import type { types } from 'mediasoup-client';
import {
  IceCandidate,
  type IceOptions,
  ProtectionProfileAeadAes128Gcm,
  ProtectionProfileAes128CmHmacSha1_80,
  type RTCCertificate,
  RTCDtlsTransport,
  RTCIceGatherer,
  RTCIceParameters,
  RTCIceTransport,
  RtpRouter,
} from 'werift';

/** As a media node describes its end. */
export interface RemoteEnd {
  readonly iceParameters: types.IceParameters;
  readonly iceCandidates: readonly types.IceCandidate[];
  readonly dtlsParameters: types.DtlsParameters;
}

export interface NodeTransportOptions {
  readonly remote: RemoteEnd;
  readonly ice: Partial<IceOptions>;
  /** That of this process. */
  readonly certificate: RTCCertificate;
  stateChanged(): void;
}

/** ICE, DTLS and SRTP with a media node, by the objects of ORTC: there are no session descriptions. */
export class NodeTransport {
  readonly dtls: RTCDtlsTransport;
  readonly router = new RtpRouter();
  readonly #ice: RTCIceTransport;
  readonly #candidates: readonly types.IceCandidate[];
  #iceParameters: types.IceParameters;
  #isCalling = false;

  constructor({ remote, ice, certificate, stateChanged }: NodeTransportOptions) {
    this.#candidates = remote.iceCandidates;
    this.#iceParameters = remote.iceParameters;
    this.#ice = new RTCIceTransport(new RTCIceGatherer(ice));
    // Where it is given no STUN server, werift asks a public one.
    if (!ice.stunServer) delete this.#ice.connection.stunServer;
    this.#ice.connection.iceControlling = true;
    const profiles = [ProtectionProfileAeadAes128Gcm, ProtectionProfileAes128CmHmacSha1_80];
    this.dtls = new RTCDtlsTransport({}, this.#ice, certificate, profiles);
    this.dtls.role = 'client';
    this.dtls.setRemoteParams({ fingerprints: remote.dtlsParameters.fingerprints, role: 'server' });
    this.dtls.onRtp.subscribe(this.router.routeRtp);
    this.dtls.onRtcp.subscribe(this.router.routeRtcp);
    for (const each of [this.#ice, this.dtls]) each.onStateChange.subscribe(stateChanged);
  }

  get iceState(): RTCIceTransport['state'] {
    return this.#ice.state;
  }

  get state(): types.ConnectionState {
    const [ice, dtls] = [this.#ice.state, this.dtls.state];
    if (ice === 'failed' || dtls === 'failed') return 'failed';
    if (ice === 'closed' || dtls === 'closed') return 'closed';
    if (ice === 'disconnected') return 'disconnected';
    return dtls === 'connected' ? 'connected' : 'connecting';
  }

  get dtlsParameters(): types.DtlsParameters {
    const { fingerprints } = this.dtls.localParameters;
    return { role: 'client', fingerprints: fingerprints as types.DtlsFingerprint[] };
  }

  connect(): void {
    this.#isCalling = true;
    // What fails is seen in the state.
    this.#call().catch(() => {});
  }

  /** ICE begins anew (RFC 8445, section 2.4), where it has begun. */
  restart(iceParameters: types.IceParameters): void {
    this.#iceParameters = iceParameters;
    if (this.#isCalling) this.#call().catch(() => {});
  }

  close(): void {
    // Whatever of it is open still closes with the process.
    this.dtls.stop().catch(() => {});
  }

  async #call(): Promise<void> {
    if (this.state === 'closed') return;
    const { usernameFragment, password } = this.#iceParameters;
    this.#ice.setRemoteParams(new RTCIceParameters({ iceLite: true, usernameFragment, password }));
    await this.#ice.gather();
    for (const candidate of this.#candidates) {
      if (candidate.protocol === 'udp') await this.#ice.addRemoteCandidate(candidateOf(candidate));
    }
    await this.#ice.addRemoteCandidate();
    await this.#ice.start();
    // The first try may have found no way.
    if (this.dtls.state === 'new') await this.dtls.start();
  }
}

function candidateOf({ foundation, address, port, priority, protocol, type }: types.IceCandidate): IceCandidate {
  return new IceCandidate(1, foundation, address, port, priority, protocol, type);
}

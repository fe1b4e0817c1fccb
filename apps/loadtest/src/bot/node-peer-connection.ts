import { type PeerConfig, RTCPeerConnection, type RTCRtpTransceiver, type SessionDescription } from 'werift';
import { giveOwnPackets } from './own-packets.ts';

type Candidate = Parameters<RTCPeerConnection['addIceCandidate']>[0];
type LocalDescription = Parameters<RTCPeerConnection['setLocalDescription']>[0];
type Description = Parameters<RTCPeerConnection['setRemoteDescription']>[0];

/** Of a section that is not described yet, while a remote offer is taken: no offer has that one. */
const NO_MID = 'not described';

/** werift's peer connection, made to do what a browser's does where the two differ. */
export class NodePeerConnection extends RTCPeerConnection {
  readonly #hasStun: boolean;
  readonly #sent: () => void;

  /** `sent` is called for each RTP packet that goes out. */
  constructor(config: Partial<PeerConfig>, sent: () => void) {
    super(config);
    this.#hasStun = (config.iceServers ?? []).some(({ urls }) => [urls].flat().some((url) => url.startsWith('stun')));
    this.#sent = sent;
  }

  override addTransceiver(...given: Parameters<RTCPeerConnection['addTransceiver']>): RTCRtpTransceiver {
    const transceiver = super.addTransceiver(...given);
    // Where it is given no STUN server, werift asks a public one.
    if (!this.#hasStun) delete transceiver.dtlsTransport.iceTransport.connection.stunServer;
    giveOwnPackets(transceiver.sender, this.#sent);
    return transceiver;
  }

  /**
   * werift would put this side's own sections, made by `addTransceiver`, in the place of what is offered, and keep what a
   * rollback takes back. Neither is so by RFC 8829, sections 5.10 and 4.1.10.2.
   */
  override async setRemoteDescription(description: Description): Promise<void> {
    if (description.type !== 'offer') {
      await super.setRemoteDescription(description);
      this.#check();
      return;
    }
    const undescribed = this.getTransceivers().filter(({ currentDirection }) => !currentDirection);
    for (const transceiver of undescribed) transceiver.mid = NO_MID;
    try {
      await super.setRemoteDescription(description);
    } finally {
      for (const transceiver of undescribed) forget(transceiver);
    }
  }

  /** An answer says nothing of sections that it does not have, but werift takes it so. */
  override setLocalDescription(rollback: { type: 'rollback' }): Promise<void>;
  override setLocalDescription(description?: LocalDescription): Promise<SessionDescription>;
  override async setLocalDescription(given?: LocalDescription | { type: 'rollback' }): Promise<never> {
    const described = await super.setLocalDescription(given as LocalDescription);
    for (const transceiver of this.getTransceivers()) if (transceiver.mid === null) forget(transceiver);
    this.#check();
    return described as never;
  }

  /** The end of the candidates of a description that is still to come, or was given up, ends those of no other. */
  override async addIceCandidate(candidate: Candidate = {}): Promise<void> {
    const isAwaited = this.iceTransports.some(({ connection }) => connection.remoteUsername === '');
    if (isAwaited && !candidate?.candidate) return;
    await super.addIceCandidate(candidate);
  }

  /** ICE that began anew finds its way anew (RFC 8445, section 2.4): werift does that only before DTLS is up. */
  #check(): void {
    if (this.signalingState !== 'stable') return;
    for (const { state, iceTransport } of this.dtlsTransports) {
      if (state !== 'connected' || iceTransport.connection.nominated || iceTransport.state === 'checking') continue;
      // Where there is none, the session tries again.
      iceTransport.start().catch(() => {});
    }
  }
}

function forget(transceiver: RTCRtpTransceiver): void {
  transceiver.mid = null;
  delete transceiver.mLineIndex;
  transceiver.setCurrentDirection(undefined);
}

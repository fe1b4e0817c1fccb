interface Section {
  mid: string;
  kind: string;
}

interface FakeTransceiver {
  mid: string | null;
  kind: string;
  sender: ReturnType<typeof fakeSender>;
  receiver: { track: MediaStreamTrack };
}

type Step = { type: 'offer' | 'answer'; sections: Section[] };

/**
 * A peer connection for tests that negotiates as W3C WebRTC has it: strict about signalling states, about the order of
 * media sections, and about what a rollback undoes. No media flows.
 */
export class FakePeerConnection {
  signalingState: RTCSignalingState = 'stable';
  connectionState: RTCPeerConnectionState = 'new';
  iceConnectionState: RTCIceConnectionState = 'new';
  localDescription: { sdp: string } | null = null;
  remoteDescription: { sdp: string } | null = null;
  onnegotiationneeded: (() => void) | null = null;
  onicecandidate: ((event: { candidate: unknown }) => void) | null = null;
  oniceconnectionstatechange: (() => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  readonly candidates: unknown[] = [];
  readonly transceivers: FakeTransceiver[] = [];
  restarts = 0;
  configuration: RTCConfiguration;
  #negotiated: Section[] = [];
  #pending: Step | null = null;
  /** What the pending offer named: a rollback takes the names away. */
  #named: FakeTransceiver[] = [];
  #needsRestart = false;

  constructor(configuration: RTCConfiguration = {}) {
    this.configuration = configuration;
  }

  addTransceiver(trackOrKind: MediaStreamTrack | string): FakeTransceiver {
    const isTrack = typeof trackOrKind !== 'string';
    const kind = isTrack ? trackOrKind.kind : trackOrKind;
    const transceiver = fakeTransceiver(kind, isTrack ? trackOrKind : null);
    this.transceivers.push(transceiver);
    this.#negotiate();
    return transceiver;
  }

  getTransceivers(): FakeTransceiver[] {
    return this.transceivers;
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.configuration = configuration;
  }

  restartIce(): void {
    this.restarts += 1;
    this.#needsRestart = true;
    this.#negotiate();
  }

  async setLocalDescription(): Promise<void> {
    await null;
    if (this.signalingState === 'have-remote-offer') {
      this.localDescription = describe(this.#pending?.sections ?? []);
      this.#settle(this.#pending?.sections ?? []);
      return;
    }
    const sections = [...this.#negotiated];
    for (const transceiver of this.transceivers) {
      if (transceiver.mid === null) {
        transceiver.mid = String(sections.length);
        this.#named.push(transceiver);
      }
      if (!sections.some(({ mid }) => mid === transceiver.mid))
        sections[Number(transceiver.mid)] = sectionOf(transceiver);
    }
    this.#pending = { type: 'offer', sections };
    this.#needsRestart = false;
    this.signalingState = 'have-local-offer';
    this.localDescription = describe(sections);
  }

  async setRemoteDescription({ type, sdp }: { type: 'offer' | 'answer'; sdp: string }): Promise<void> {
    await null;
    const sections: Section[] = JSON.parse(sdp);
    if (type === 'answer') this.#takeAnswer(sections);
    else this.#takeOffer(sections);
    this.remoteDescription = { sdp };
  }

  async addIceCandidate(candidate: unknown): Promise<void> {
    if (!this.remoteDescription) throw new DOMException('no remote description', 'InvalidStateError');
    this.candidates.push(candidate);
  }

  close(): void {
    this.signalingState = 'closed';
  }

  /** Lets ICE and the connection come to a state. */
  become(state: 'connected' | 'disconnected' | 'failed'): void {
    this.iceConnectionState = state;
    this.connectionState = state;
    this.oniceconnectionstatechange?.();
    this.onconnectionstatechange?.();
  }

  #takeAnswer(sections: Section[]): void {
    if (this.signalingState !== 'have-local-offer') throw new DOMException(this.signalingState, 'InvalidStateError');
    if (JSON.stringify(sections) !== JSON.stringify(this.#pending?.sections)) {
      throw new DOMException('the sections are not those of the offer', 'InvalidAccessError');
    }
    this.#settle(sections);
  }

  #takeOffer(sections: Section[]): void {
    if (this.signalingState === 'have-local-offer') {
      for (const transceiver of this.#named) transceiver.mid = null;
      this.#named = [];
    }
    const isInOrder = this.#negotiated.every(({ mid }, index) => sections[index]?.mid === mid);
    if (!isInOrder) throw new DOMException('the order of sections changed', 'InvalidAccessError');
    for (const { mid, kind } of sections) {
      if (this.transceivers.some((transceiver) => transceiver.mid === mid)) continue;
      this.transceivers.push({ ...fakeTransceiver(kind, null), mid });
    }
    this.#pending = { type: 'offer', sections };
    this.signalingState = 'have-remote-offer';
  }

  #settle(sections: Section[]): void {
    this.#negotiated = sections;
    this.#named = [];
    this.#pending = null;
    this.signalingState = 'stable';
    this.#negotiate();
  }

  /** Fires `negotiationneeded` where it is true once the present task is done. */
  #negotiate(): void {
    queueMicrotask(() => {
      const isNew = ({ mid }: FakeTransceiver) => !this.#negotiated.some((section) => section.mid === mid);
      const isNeeded = this.#needsRestart || this.transceivers.some(isNew);
      if (this.signalingState === 'stable' && isNeeded) this.onnegotiationneeded?.();
    });
  }
}

function describe(sections: Section[]): { sdp: string } {
  return { sdp: JSON.stringify(sections) };
}

function sectionOf({ mid, kind }: FakeTransceiver): Section {
  return { mid: mid ?? '', kind };
}

function fakeTransceiver(kind: string, track: MediaStreamTrack | null): FakeTransceiver {
  return { mid: null, kind, sender: fakeSender(track), receiver: { track: fakeTrack(kind) } };
}

function fakeSender(track: MediaStreamTrack | null) {
  let parameters: { encodings: { maxBitrate?: number }[] } = { encodings: [{}] };
  return {
    track,
    getParameters: () => structuredClone(parameters),
    async setParameters(next: typeof parameters) {
      parameters = next;
    },
    async replaceTrack(next: MediaStreamTrack | null) {
      this.track = next;
    },
  };
}

export function fakeTrack(kind: string): MediaStreamTrack {
  return { kind, contentHint: '' } as MediaStreamTrack;
}

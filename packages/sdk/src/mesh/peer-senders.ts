import type { MediaSource } from '@cline-meet/protocol';
import { preferSealableCodecs } from '../e2ee/sealable-codecs.ts';
import type { PeerCipher } from './peer-cipher.ts';
import type { SenderLimits } from './sender-limits.ts';

export type Sources = Record<string, MediaSource>;

const kinds: Record<MediaSource, 'audio' | 'video'> = {
  microphone: 'audio',
  camera: 'video',
  screen: 'video',
  screen_audio: 'audio',
};

/** What is to be sent of each source now. */
export interface Outgoing {
  track(source: MediaSource): MediaStreamTrack | null;
  limits(source: MediaSource): SenderLimits;
  /** Sources of one stream are played in step (RFC 8830). */
  stream(source: MediaSource): MediaStream;
}

/**
 * One side's own media sections on a peer connection: a sendonly transceiver a source, made once. Everything later is
 * `replaceTrack`, so that muting never negotiates.
 */
export class PeerSenders {
  readonly #connection: RTCPeerConnection;
  readonly #outgoing: Outgoing;
  readonly #cipher: PeerCipher | null;
  readonly #transceivers = new Map<MediaSource, RTCRtpTransceiver>();
  #limiting = Promise.resolve();

  constructor(connection: RTCPeerConnection, outgoing: Outgoing, cipher: PeerCipher | null) {
    this.#connection = connection;
    this.#outgoing = outgoing;
    this.#cipher = cipher;
  }

  /** The sections by `mid`, as far as they are described yet. */
  get sources(): Sources {
    const described = [...this.#transceivers].filter(([, { mid }]) => mid !== null);
    return Object.fromEntries(described.map(([source, { mid }]) => [mid, source]));
  }

  owns(transceiver: RTCRtpTransceiver): boolean {
    return [...this.#transceivers.values()].includes(transceiver);
  }

  /** Microphone and camera have their sections from the start, even while off; a screen when it is first shared. */
  addSections(): void {
    for (const source of ['microphone', 'camera'] as const) this.#add(source);
    for (const source of ['screen', 'screen_audio'] as const) if (this.#outgoing.track(source)) this.#add(source);
  }

  /** The source has another track, or none. */
  async trackChanged(source: MediaSource): Promise<void> {
    const track = this.#outgoing.track(source);
    const transceiver = this.#transceivers.get(source);
    if (transceiver) await transceiver.sender.replaceTrack(track);
    else if (track) this.#add(source);
  }

  /** Calls run one after the other: parameters must be set by whoever read them last. */
  applyLimits(): Promise<void> {
    this.#limiting = this.#limiting.then(async () => {
      for (const [source, { sender }] of this.#transceivers) await limit(sender, this.#outgoing.limits(source));
    });
    return this.#limiting;
  }

  #add(source: MediaSource): void {
    const transceiver = this.#connection.addTransceiver(this.#outgoing.track(source) ?? kinds[source], {
      direction: 'sendonly',
      streams: [this.#outgoing.stream(source)],
      sendEncodings: [this.#outgoing.limits(source)],
    });
    this.#transceivers.set(source, transceiver);
    this.#encrypt(transceiver, source);
  }

  /** At once: nothing is described yet, so nothing can have been sent. */
  #encrypt(transceiver: RTCRtpTransceiver, source: MediaSource): void {
    if (!this.#cipher) return;
    this.#cipher.protect(transceiver.sender, source);
    preferSealableCodecs(transceiver, kinds[source]);
  }
}

async function limit(sender: RTCRtpSender, limits: SenderLimits): Promise<void> {
  try {
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings) Object.assign(encoding, limits);
    await sender.setParameters(parameters);
  } catch {
    // A connection that is closing refuses, and needs no limits any more.
  }
}

import type { MediaSource } from '@cline-meet/protocol';
import type { ConnectionStatistics } from '../call-quality.ts';
import { FlowStatus } from '../flow-status.ts';
import { isSameMedia } from '../same-media.ts';
import type { RemoteMedia, RemoteTracks } from '../session-state.ts';
import type { Timers } from '../timers.ts';
import { IceRestarts } from './ice-restarts.ts';
import { type Candidate, type Description, Negotiation, type Successor } from './negotiation.ts';
import type { PeerCipher } from './peer-cipher.ts';
import { type Outgoing, PeerSenders, type Sources } from './peer-senders.ts';

export interface PeerOptions {
  connection: RTCPeerConnection;
  /** The other page load that this is a connection to. */
  incarnation: number;
  isPolite: boolean;
  /** How many offers were made to that page load before. */
  offersBefore: number;
  outgoing: Outgoing;
  timers: Timers;
  cipher: PeerCipher | null;
  /** Puts another peer, with a new connection, into the place of this one, after so many offers. */
  startOver(offers: number): Successor;
  sendOffer(description: Description): void;
  sendAnswer(description: Description): void;
  sendCandidate(candidate: Candidate): void;
  /** {@link Peer.media} is another. */
  changed(): void;
}

/** The connection to one other participant. Offers this side's media by itself. */
export class Peer {
  readonly incarnation: number;
  readonly #connection: RTCPeerConnection;
  readonly #senders: PeerSenders;
  readonly #negotiation: Negotiation;
  readonly #restarts: IceRestarts;
  readonly #status = new FlowStatus();
  readonly #changed: () => void;
  readonly #cipher: PeerCipher | null;
  readonly #revealed = new Set<RTCRtpReceiver>();
  #media: RemoteMedia = { tracks: {}, status: 'connecting' };

  constructor({ connection, incarnation, isPolite, offersBefore, outgoing, timers, cipher, ...signals }: PeerOptions) {
    this.incarnation = incarnation;
    this.#connection = connection;
    this.#changed = signals.changed;
    this.#cipher = cipher;
    this.#senders = new PeerSenders(connection, outgoing, cipher);
    this.#restarts = new IceRestarts(connection, timers);
    this.#negotiation = new Negotiation(connection, {
      isPolite,
      offersBefore,
      timers,
      startOver: signals.startOver,
      sendOffer: signals.sendOffer,
      sendAnswer: signals.sendAnswer,
      sources: () => this.#senders.sources,
      described: (sources) => this.#show({ ...this.#media, tracks: this.#tracks(sources) }),
    });
    connection.onicecandidate = ({ candidate }) => signals.sendCandidate(candidate && candidateOf(candidate));
    connection.oniceconnectionstatechange = () => this.#restarts.stateChanged();
    connection.onconnectionstatechange = () =>
      this.#show({ ...this.#media, status: this.#status.of(connection.connectionState) });
    this.#senders.addSections();
  }

  /** What comes from the other; a new object on each change. */
  get media(): RemoteMedia {
    return this.#media;
  }

  offerReceived(offer: Description): Promise<void> {
    return this.#negotiation.offerReceived(offer);
  }

  answerReceived(answer: Description): Promise<void> {
    return this.#negotiation.answerReceived(answer);
  }

  candidateReceived(candidate: Candidate): Promise<void> {
    return this.#negotiation.candidateReceived(candidate);
  }

  trackChanged(source: MediaSource): Promise<void> {
    return this.#senders.trackChanged(source);
  }

  applyLimits(): Promise<void> {
    return this.#senders.applyLimits();
  }

  configure(config: RTCConfiguration): void {
    this.#connection.setConfiguration(config);
  }

  async statistics(): Promise<Omit<ConnectionStatistics, 'id'>> {
    return { state: this.#connection.connectionState, stats: await this.#connection.getStats() };
  }

  restartIce(): void {
    this.#connection.restartIce();
  }

  close(): void {
    this.#negotiation.close();
    this.#restarts.close();
    this.#connection.onicecandidate = null;
    this.#connection.oniceconnectionstatechange = null;
    this.#connection.onconnectionstatechange = null;
    this.#connection.close();
  }

  /** A track stays while its source is off: who shows it goes by the participant's state. */
  #tracks(sources: Sources): RemoteTracks {
    const theirs = this.#connection.getTransceivers().filter((transceiver) => !this.#senders.owns(transceiver));
    const tracks: Partial<Record<MediaSource, MediaStreamTrack>> = {};
    for (const { mid, receiver } of theirs) {
      const source = mid === null || !Object.hasOwn(sources, mid) ? undefined : sources[mid];
      if (!source) continue;
      this.#reveal(receiver, source);
      tracks[source] = receiver.track;
    }
    return tracks;
  }

  /** Before the answer goes out, and so before the other side may send. The first source that it names counts. */
  #reveal(receiver: RTCRtpReceiver, source: MediaSource): void {
    if (!this.#cipher || this.#revealed.has(receiver)) return;
    this.#revealed.add(receiver);
    this.#cipher.reveal(receiver, source);
  }

  #show(media: RemoteMedia): void {
    if (isSameMedia(media, this.#media)) return;
    this.#media = media;
    this.#changed();
  }
}

function candidateOf({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate): Candidate {
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
}

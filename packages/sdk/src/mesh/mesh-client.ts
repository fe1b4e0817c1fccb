import type {
  CandidateMessage,
  ConnectionId,
  IceConfiguration,
  MediaSource,
  Participant,
  SessionDescription,
} from '@cline-meet/protocol';
import type { ConnectionStatistics } from '../call-quality.ts';
import type { FrameCipher } from '../e2ee/frame-cipher.ts';
import { iceServerOf } from '../ice-server.ts';
import type { MediaClient, MediaSignals, PeerSignals, Signal } from '../media-client.ts';
import type { RemoteMedia } from '../session-state.ts';
import { platformTimers, type Timers } from '../timers.ts';
import { EarlySignals } from './early-signals.ts';
import { OutgoingMedia } from './outgoing-media.ts';
import { Peer } from './peer.ts';
import type { PeerCipher } from './peer-cipher.ts';

/** Replaced by tests and bots; the browser's own by default. */
export interface MeshOptions {
  createPeerConnection?: ((config: RTCConfiguration) => RTCPeerConnection) | undefined;
  /** Encrypts end to end; null or left out: the encryption of the peer connections is all there is. */
  cipher?: FrameCipher | null | undefined;
  timers?: Timers | undefined;
}

interface Self {
  id: ConnectionId;
  incarnation: number;
}

type Incarnations = Pick<CandidateMessage, 'senderIncarnation' | 'targetIncarnation'>;

/** Sends media to every other participant over a peer connection of its own. For a handful of people. */
export class MeshClient implements MediaClient, PeerSignals {
  readonly #signals: MediaSignals;
  readonly #createPeerConnection: (config: RTCConfiguration) => RTCPeerConnection;
  readonly #timers: Timers;
  readonly #cipher: FrameCipher | null;
  readonly #outgoing = new OutgoingMedia();
  readonly #early = new EarlySignals();
  readonly #listeners = new Set<() => void>();
  /** The others by the newest page load that is known of each. */
  readonly #incarnations = new Map<ConnectionId, number>();
  readonly #peers = new Map<ConnectionId, Peer>();
  #self: Self | null = null;
  #config: RTCConfiguration = { bundlePolicy: 'max-bundle' };
  #remote: ReadonlyMap<ConnectionId, RemoteMedia> = new Map();

  constructor(signals: MediaSignals, options: MeshOptions = {}) {
    this.#signals = signals;
    this.#createPeerConnection = options.createPeerConnection ?? ((config) => new RTCPeerConnection(config));
    this.#timers = options.timers ?? platformTimers;
    this.#cipher = options.cipher ?? null;
  }

  get remote(): ReadonlyMap<ConnectionId, RemoteMedia> {
    return this.#remote;
  }

  get signals(): PeerSignals {
    return this;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  configureIce({ iceServers, iceTransportPolicy }: IceConfiguration): void {
    this.#config = { ...this.#config, iceServers: iceServers.map(iceServerOf), iceTransportPolicy };
    for (const peer of this.#peers.values()) peer.configure(this.#config);
  }

  /** Who is there when this client comes is offered to; who comes later offers first. */
  setParticipants(selfId: ConnectionId, participants: readonly Participant[]): void {
    const incarnation = participants.find(({ connectionId }) => connectionId === selfId)?.incarnation ?? 0;
    const isArriving = this.#self?.id !== selfId || this.#self.incarnation < incarnation;
    if (isArriving) {
      for (const id of [...this.#peers.keys()]) this.#closePeer(id);
      this.#self = { id: selfId, incarnation };
    }
    const others = participants.filter(({ connectionId }) => connectionId !== selfId);
    this.#forgetAllBut(new Set(others.map(({ connectionId }) => connectionId)));
    if (this.#outgoing.setReceivers(others.length)) this.#applyLimits();
    for (const other of others) this.#present(other, isArriving);
  }

  async publish(source: MediaSource, track: MediaStreamTrack | null): Promise<void> {
    const limitsChanged = this.#outgoing.publish(source, track);
    const changes = [...this.#peers.values()].map((peer) => peer.trackChanged(source));
    if (limitsChanged) this.#applyLimits();
    await Promise.all(changes);
  }

  offerReceived(from: ConnectionId, offer: Signal<SessionDescription>): Promise<void> {
    return this.#receive(from, offer, (peer) => peer.offerReceived(offer), true);
  }

  answerReceived(from: ConnectionId, answer: Signal<SessionDescription>): Promise<void> {
    return this.#receive(from, answer, (peer) => peer.answerReceived(answer));
  }

  candidateReceived(from: ConnectionId, message: Signal<CandidateMessage>): Promise<void> {
    return this.#receive(from, message, (peer) => peer.candidateReceived(message.candidate));
  }

  statistics(): Promise<ConnectionStatistics[]> {
    const peers = [...this.#peers];
    return Promise.all(
      peers.map(async ([id, peer]) => ({ id: `${id} ${peer.incarnation}`, ...(await peer.statistics()) })),
    );
  }

  restartIce(): void {
    for (const peer of this.#peers.values()) peer.restartIce();
  }

  close(): void {
    this.#listeners.clear();
    this.#early.clear();
    this.#forgetAllBut(new Set());
    this.#self = null;
  }

  #present({ connectionId, incarnation }: Participant, isArriving: boolean): void {
    const known = this.#incarnations.get(connectionId);
    // An offer of the newer page load may have come before this news of an older one.
    if (known === undefined || known < incarnation) this.#incarnations.set(connectionId, incarnation);
    const peer = this.#peers.get(connectionId);
    if (peer && peer.incarnation < incarnation) this.#closePeer(connectionId);
    if (isArriving) this.#openPeer(connectionId);
    this.#early.release(connectionId);
  }

  /** Hands a signal to the peer that it is for, unless one of the two page loads that it is between is gone. */
  async #receive(
    from: ConnectionId,
    incarnations: Incarnations,
    handle: (peer: Peer) => Promise<void>,
    isOffer = false,
  ): Promise<void> {
    const known = this.#incarnations.get(from);
    if (!this.#self || known === undefined) {
      this.#early.hold(from, () => this.#receive(from, incarnations, handle, isOffer));
      return;
    }
    const { senderIncarnation, targetIncarnation } = incarnations;
    if (targetIncarnation !== this.#self.incarnation || senderIncarnation < known) return;
    if (isOffer) this.#expectOffer(from, senderIncarnation);
    const peer = this.#peers.get(from);
    if (peer?.incarnation === senderIncarnation) await handle(peer);
  }

  /** An offer of a newer page load is itself the news of it. */
  #expectOffer(from: ConnectionId, incarnation: number): void {
    this.#incarnations.set(from, incarnation);
    const peer = this.#peers.get(from);
    if (peer?.incarnation === incarnation) return;
    if (peer) this.#closePeer(from);
    this.#openPeer(from);
  }

  #openPeer(id: ConnectionId): void {
    const self = this.#self;
    const incarnation = this.#incarnations.get(id);
    if (self && incarnation !== undefined) this.#connect(id, self, incarnation, 0);
  }

  #connect(id: ConnectionId, self: Self, incarnation: number, offersBefore: number): Peer {
    const between: Incarnations = { senderIncarnation: self.incarnation, targetIncarnation: incarnation };
    const peer = new Peer({
      connection: this.#createPeerConnection(this.#config),
      incarnation,
      isPolite: self.id < id,
      offersBefore,
      outgoing: this.#outgoing,
      timers: this.#timers,
      cipher: this.#cipher && cipherWith(this.#cipher, id),
      startOver: (offers) => {
        peer.close();
        return this.#connect(id, self, incarnation, offers);
      },
      sendOffer: (offer) => this.#signals.sendOffer(id, { ...offer, ...between }),
      sendAnswer: (answer) => this.#signals.sendAnswer(id, { ...answer, ...between }),
      sendCandidate: (candidate) => this.#signals.sendCandidate(id, { candidate, ...between }),
      changed: () => this.#changed(),
    });
    this.#peers.set(id, peer);
    this.#changed();
    return peer;
  }

  #closePeer(id: ConnectionId): void {
    this.#peers.get(id)?.close();
    if (this.#peers.delete(id)) this.#changed();
  }

  #forgetAllBut(ids: ReadonlySet<ConnectionId>): void {
    for (const id of [...this.#incarnations.keys()]) {
      if (ids.has(id)) continue;
      this.#incarnations.delete(id);
      this.#closePeer(id);
    }
  }

  #applyLimits(): void {
    for (const peer of this.#peers.values()) void peer.applyLimits();
  }

  #changed(): void {
    this.#remote = new Map([...this.#peers].map(([id, peer]) => [id, peer.media]));
    for (const listener of [...this.#listeners]) listener();
  }
}

function cipherWith(cipher: FrameCipher, other: ConnectionId): PeerCipher {
  return {
    protect: (sender, source) => cipher.protect(sender, source),
    reveal: (receiver, source) => cipher.reveal(receiver, other, source),
  };
}

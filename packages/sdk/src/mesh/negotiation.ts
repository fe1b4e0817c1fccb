import type { CandidateMessage, SessionDescription } from '@cline-meet/protocol';
import type { TimerId, Timers } from '../timers.ts';
import type { Sources } from './peer-senders.ts';
import { withoutStrayFormats } from './stray-formats.ts';

/** A description as this layer knows it: whose page loads it belongs to is the caller's matter. */
export type Description = Pick<SessionDescription, 'sdp' | 'generation' | 'sources'>;
export type Candidate = CandidateMessage['candidate'];

/** Takes what is left for a negotiation that started over. */
export interface Successor {
  offerReceived(offer: Description): Promise<void>;
  candidateReceived(candidate: Candidate): Promise<void>;
}

export interface NegotiationOptions {
  /** Gives way where both sides offer at once. Exactly one side is polite. */
  isPolite: boolean;
  /** How many offers this side has made on connections before this one. */
  offersBefore: number;
  timers: Timers;
  /** Gives this connection up for a new one, after so many offers. */
  startOver(offers: number): Successor;
  sendOffer(description: Description): void;
  sendAnswer(description: Description): void;
  /** This side's own media sections. */
  sources(): Sources;
  /** A remote description was taken, with the sender's sections. */
  described(sources: Sources): void;
}

const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 40_000;

/**
 * Perfect negotiation (W3C WebRTC, section 10.7) over signals that may get lost. All steps run one after the other, so
 * that each finds the connection between two descriptions and never within one.
 */
export class Negotiation {
  readonly #connection: RTCPeerConnection;
  readonly #options: NegotiationOptions;
  /** Counts this side's offers. */
  #generation: number;
  #remoteGeneration = -1;
  #candidates: Candidate[] = [];
  #queue: Promise<void> = Promise.resolve();
  #successor: Successor | null = null;
  #retryTimer: TimerId | undefined;
  #retryMs = FIRST_RETRY_MS;

  constructor(connection: RTCPeerConnection, options: NegotiationOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#generation = options.offersBefore;
    // A step that fails leaves the connection as it was; the retry, or the other side's, comes round to it.
    connection.onnegotiationneeded = () => void this.#run(() => this.#offer('stable')).catch(() => {});
  }

  /** Rejects where the offer is nonsense. One that is stale, or that gives way to this side's, is dropped. */
  offerReceived(offer: Description): Promise<void> {
    const pass = (successor: Successor) => successor.offerReceived(offer);
    return this.#run(async () => {
      if (offer.generation <= this.#remoteGeneration) return;
      this.#remoteGeneration = offer.generation;
      const isGlare = this.#connection.signalingState === 'have-local-offer';
      if (isGlare && !this.#options.isPolite) return;
      if (isGlare && this.#connection.remoteDescription === null) {
        // Where nothing was agreed on, a rollback takes the transports too: Chromium 156 then gathers no candidates now and
        // then, for good, on a busy machine.
        this.#successor = this.#options.startOver(this.#generation);
        return pass(this.#successor);
      }
      // Over an offer of one's own this rolls it back; `negotiationneeded` fires again for what it held.
      await this.#connection.setRemoteDescription({ type: 'offer', sdp: offer.sdp });
      this.#stopRetrying();
      await this.#remoteDescribed(offer.sources);
      await this.#connection.setLocalDescription();
      this.#options.sendAnswer(this.#local(offer.generation));
    }, pass);
  }

  /** Rejects where the answer is nonsense. One to an earlier offer is dropped. */
  answerReceived(answer: Description): Promise<void> {
    return this.#run(async () => {
      if (answer.generation !== this.#generation) return;
      if (this.#connection.signalingState !== 'have-local-offer') return;
      await this.#connection.setRemoteDescription({ type: 'answer', sdp: answer.sdp });
      this.#stopRetrying();
      await this.#remoteDescribed(answer.sources);
    });
  }

  /** Kept until there is a remote description for it. */
  candidateReceived(candidate: Candidate): Promise<void> {
    const step = async () => {
      if (this.#connection.remoteDescription) await this.#addCandidate(candidate);
      else this.#candidates.push(candidate);
    };
    return this.#run(step, (successor) => successor.candidateReceived(candidate));
  }

  close(): void {
    this.#connection.onnegotiationneeded = null;
    this.#options.timers.clearTimeout(this.#retryTimer);
  }

  /** `pass` is what becomes of it where this negotiation has started over by then. */
  #run(step: () => Promise<void>, pass?: (successor: Successor) => Promise<void>): Promise<void> {
    const result = this.#queue.then(() => {
      if (this.#successor) return pass?.(this.#successor);
      if (this.#connection.signalingState !== 'closed') return step();
    });
    this.#queue = result.catch(() => {});
    return result;
  }

  async #offer(from: 'stable' | 'have-local-offer'): Promise<void> {
    if (this.#connection.signalingState !== from) return;
    await this.#connection.setLocalDescription();
    this.#generation += 1;
    this.#options.sendOffer(this.#local(this.#generation));
    this.#retryTimer = this.#options.timers.setTimeout(() => this.#retry(), this.#retryMs);
  }

  /** The offer or its answer got lost, or the other side was away: offers anew, as one that the answer can be told by. */
  #retry(): void {
    this.#retryMs = Math.min(LAST_RETRY_MS, 2 * this.#retryMs);
    this.#run(() => this.#offer('have-local-offer')).catch(() => {});
  }

  #stopRetrying(): void {
    this.#options.timers.clearTimeout(this.#retryTimer);
    this.#retryMs = FIRST_RETRY_MS;
  }

  #local(generation: number): Description {
    const sdp = withoutStrayFormats(this.#connection.localDescription?.sdp ?? '');
    return { sdp, generation, sources: this.#options.sources() };
  }

  async #remoteDescribed(sources: Sources): Promise<void> {
    this.#options.described(sources);
    const candidates = this.#candidates;
    this.#candidates = [];
    for (const candidate of candidates) await this.#addCandidate(candidate);
  }

  async #addCandidate(candidate: Candidate): Promise<void> {
    // One that does not fit belongs to a description that was dropped or replaced.
    await this.#connection.addIceCandidate(candidate).catch(() => {});
  }
}

import type { ConnectionId, Participant } from '@cline-meet/protocol';
import type { MediaClient, MediaSignals, PeerSignals } from '@cline-meet/sdk';
import type { Recorder } from '../measure/recorder.ts';
import { sampleCandidate, sampleSdp, sentAt } from './sample-sdp.ts';

const CANDIDATES = 8;
const sources = { 0: 'microphone', 1: 'camera' } as const;

type Description = Parameters<PeerSignals['offerReceived']>[1];
type Candidate = Parameters<PeerSignals['candidateReceived']>[1];

/** A media client that carries nothing, and says all that a mesh of browsers would: who comes offers to all who are there. */
export class SampleSignals implements MediaClient, PeerSignals {
  readonly remote = new Map();
  readonly signals: PeerSignals = this;
  readonly #wire: MediaSignals;
  readonly #recorder: Recorder;
  readonly #now: () => number;
  /** Their page loads, by connection. */
  readonly #peers = new Map<ConnectionId, number>();
  #ownIncarnation = 0;

  constructor(wire: MediaSignals, recorder: Recorder, now: () => number) {
    this.#wire = wire;
    this.#recorder = recorder;
    this.#now = now;
  }

  setParticipants(self: ConnectionId, participants: readonly Participant[]): void {
    const here = new Set(participants.map(({ connectionId }) => connectionId));
    for (const id of this.#peers.keys()) if (!here.has(id)) this.#peers.delete(id);
    const place = participants.findIndex(({ connectionId }) => connectionId === self);
    this.#ownIncarnation = participants[place]?.incarnation ?? 0;
    for (const [index, { connectionId, incarnation }] of participants.entries()) {
      if (index === place) continue;
      const isNew = !this.#peers.has(connectionId);
      this.#peers.set(connectionId, incarnation);
      if (isNew && index < place) this.#offer(connectionId);
    }
  }

  async offerReceived(from: ConnectionId, { sdp }: Description): Promise<void> {
    this.#arrived(sdp);
    this.#wire.sendAnswer(from, this.#description(from));
    this.#sendCandidates(from);
  }

  async answerReceived(_from: ConnectionId, { sdp }: Description): Promise<void> {
    this.#arrived(sdp);
  }

  async candidateReceived(_from: ConnectionId, { candidate }: Candidate): Promise<void> {
    if (candidate) this.#arrived(candidate.candidate);
    else this.#recorder.count('arrived');
  }

  configureIce(): void {}

  async publish(): Promise<void> {}

  restartIce(): void {}

  subscribe(): () => void {
    return () => {};
  }

  close(): void {}

  #offer(to: ConnectionId): void {
    this.#wire.sendOffer(to, this.#description(to));
    this.#sendCandidates(to);
  }

  #description(to: ConnectionId): Description {
    this.#recorder.count('signalled');
    return { sdp: sampleSdp(this.#now()), generation: 1, sources, ...this.#about(to) };
  }

  #sendCandidates(to: ConnectionId): void {
    this.#recorder.count('signalled', CANDIDATES + 1);
    for (let index = 0; index < CANDIDATES; index += 1) {
      const candidate = sampleCandidate(index, this.#now());
      this.#wire.sendCandidate(to, { candidate, ...this.#about(to) });
    }
    this.#wire.sendCandidate(to, { candidate: null, ...this.#about(to) });
  }

  #about(to: ConnectionId) {
    return { senderIncarnation: this.#ownIncarnation, targetIncarnation: this.#peers.get(to) ?? 0 };
  }

  #arrived(text: string): void {
    this.#recorder.count('arrived');
    const atMs = sentAt(text);
    if (atMs !== null) this.#recorder.took('signal', this.#now() - atMs);
  }
}

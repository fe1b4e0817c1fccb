import type {
  CandidateMessage,
  ConnectionId,
  IceConfiguration,
  MediaSource,
  Participant,
  SessionDescription,
} from '@cline-meet/protocol';
import type { RemoteMedia } from './session-state.ts';

/** Signals that a media client sends to one other connection. */
export interface MediaSignals {
  sendOffer(to: ConnectionId, description: SessionDescription): void;
  sendAnswer(to: ConnectionId, description: SessionDescription): void;
  sendCandidate(to: ConnectionId, candidate: CandidateMessage): void;
}

/** Carries media between the participants of a room. The mesh is one way to do it, an SFU another. */
export interface MediaClient {
  /** The others in the room as they are now: peers that came are connected, peers that left are closed. */
  setParticipants(self: ConnectionId, participants: readonly Participant[]): void;
  /**
   * How to reach the others, from the next gathering of candidates on: a new peer, or an ICE restart. What runs goes on
   * as it is.
   */
  configureIce(ice: IceConfiguration): void;
  /** Sends `track` as `source` to everyone; null stops the sending and keeps the sender. */
  publish(source: MediaSource, track: MediaStreamTrack | null): Promise<void>;
  offerReceived(from: ConnectionId, description: SessionDescription): Promise<void>;
  answerReceived(from: ConnectionId, description: SessionDescription): Promise<void>;
  candidateReceived(from: ConnectionId, candidate: CandidateMessage): Promise<void>;
  /** The network changed or came back: restarts ICE on every peer (RFC 8445, section 2.4). */
  restartIce(): void;
  /** A new map on each change. */
  readonly remote: ReadonlyMap<ConnectionId, RemoteMedia>;
  subscribe(listener: () => void): () => void;
  close(): void;
}

import type {
  CandidateMessage,
  ConnectionId,
  IceConfiguration,
  MediaAction,
  MediaActionName,
  MediaAnswer,
  MediaNews,
  MediaSource,
  MediaTopology,
  Participant,
  SessionDescription,
} from '@cline-meet/protocol';
import type { ConnectionStatistics } from './call-quality.ts';
import type { FrameCipher } from './e2ee/frame-cipher.ts';
import type { RemoteMedia } from './session-state.ts';

/** A signal of one media client to its like: which arrangement of the room's media that is, its session knows. */
export type Signal<Payload extends { topologyId: string }> = Omit<Payload, 'topologyId'>;

/** Signals that a media client sends to one other connection. */
export interface MediaSignals {
  sendOffer(to: ConnectionId, description: Signal<SessionDescription>): void;
  sendAnswer(to: ConnectionId, description: Signal<SessionDescription>): void;
  sendCandidate(to: ConnectionId, candidate: Signal<CandidateMessage>): void;
}

/** Where signals of other connections go in. */
export interface PeerSignals {
  offerReceived(from: ConnectionId, description: Signal<SessionDescription>): Promise<void>;
  answerReceived(from: ConnectionId, description: Signal<SessionDescription>): Promise<void>;
  candidateReceived(from: ConnectionId, candidate: Signal<CandidateMessage>): Promise<void>;
}

/** Asks the media node that serves the room. */
export interface MediaRequests {
  /** Rejects with a `CommandFailed`: `media_stale` where the arrangement of media is over, `unavailable` where no answer came. */
  request<Name extends MediaActionName>(action: Extract<MediaAction, { action: Name }>): Promise<MediaAnswer<Name>>;
}

/** What a media client speaks through. */
export interface MediaWire {
  readonly topology: MediaTopology;
  readonly signals: MediaSignals;
  readonly requests: MediaRequests;
  /** Encrypts end to end; null where the meeting is not encrypted. */
  readonly cipher: FrameCipher | null;
}

/** What a person sees of others: how wide each picture is on the screen, in device pixels. What is not named is not seen. */
export type Views = ReadonlyMap<ConnectionId, Readonly<Partial<Record<'camera' | 'screen', number>>>>;

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
  /** Left out by clients that speak with a media node alone. */
  readonly signals?: PeerSignals;
  /** The network changed or came back: restarts ICE on every peer (RFC 8445, section 2.4). */
  restartIce(): void;
  /** The room is carried by these media nodes now, in the same arrangement. Left out by clients without one. */
  nodesChanged?(nodeIds: readonly string[]): void;
  /** Says what is on the screen. Left out by clients that receive everything always. */
  show?(views: Views): void;
  /** What the media node tells unasked. Left out by clients without one. */
  newsReceived?(news: MediaNews): void;
  /** Who speaks, loudest first; a new list on each change. Left out by clients that are not told. */
  readonly speakers?: readonly ConnectionId[];
  /** How its connections are, for the report at the end. Left out by clients that have none. */
  statistics?(): Promise<ConnectionStatistics[]>;
  /** A new map on each change. */
  readonly remote: ReadonlyMap<ConnectionId, RemoteMedia>;
  subscribe(listener: () => void): () => void;
  close(): void;
}

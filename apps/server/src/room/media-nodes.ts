import type {
  ConnectionId,
  MediaAction,
  MediaSource,
  MessageId,
  RoomId,
  RtpParameters,
  UserId,
} from '@cline-meet/protocol';
import type { Unsubscribe } from './ports.ts';

/** How often a media node says that it lives. */
export const MEDIA_RENEW_MS = 2000;
/** How long a media node is taken to live after it said so: one that is slow is not yet dead. */
export const MEDIA_LEASE_MS = 3 * MEDIA_RENEW_MS;
/** From then on a lease is late, and who does not listen either is dead: a process that ended without a word. */
export const MEDIA_LATE_MS = 1.5 * MEDIA_RENEW_MS;

/** What a participant asks of a media node, stamped by the hub that the participant speaks through. */
export interface MediaRequest {
  readonly roomId: RoomId;
  readonly topologyId: string;
  readonly connectionId: ConnectionId;
  readonly userId: UserId;
  /** The participant's, for the answer to quote. */
  readonly id: MessageId;
  readonly action: MediaAction;
}

/** One node's end of the pipe to another: where it receives, and what it encrypts with (RFC 3711). */
export interface PipeEnd {
  readonly id: string;
  /** The other node's end that it belongs to; null for the one that the other is to make its end for. */
  readonly of: string | null;
  readonly ip: string;
  readonly port: number;
  readonly srtpParameters: { readonly cryptoSuite: string; readonly keyBase64: string };
}

/** A stream as it comes through a pipe, in all its layers. */
export interface PipedStream {
  readonly producerId: string;
  readonly connectionId: ConnectionId;
  /** The page load that it belongs to. */
  readonly incarnation: number;
  readonly source: MediaSource;
  readonly rtpParameters: RtpParameters;
}

/**
 * What one media node tells another about a room that both carry: all of it, each time, so that one that is lost is made
 * good by the next. It goes on being told until it is known to have been taken.
 */
export interface PipeWord {
  readonly from: string;
  readonly roomId: RoomId;
  readonly topologyId: string;
  /** Null while there is none. */
  readonly end: PipeEnd | null;
  /** Counts what this end has told. */
  readonly version: number;
  /** The latest version of the other end that was taken. */
  readonly taken: number;
  /** All that comes through this end, by producer. */
  readonly producerIds: readonly string[];
  /** Those of them that the other may not know yet. */
  readonly streams: readonly PipedStream[];
  /** What people here take of the other's pictures, each up to a layer; null for the largest that there is. */
  readonly wanted: readonly { readonly producerId: string; readonly spatialLayer: number | null }[];
}

/** What a media node is sent. */
export type NodeMessage = MediaRequest | PipeWord;

/** A media node as it says of itself. */
export interface MediaNodeInfo {
  readonly id: string;
  /** How much it can carry, relative to the others. */
  readonly weight: number;
  readonly rooms: number;
  /** It takes no more rooms: it has no room for them, or is about to go. */
  readonly isFull: boolean;
}

/** The media nodes that live, as hubs see them. */
export interface MediaNodes {
  /** Those whose lease runs, but for who is late with it and does not listen. */
  live(): Promise<MediaNodeInfo[]>;
  /**
   * Hands a message to a node, in order per sender, at most once. The answer to a request comes by the room's bus, as a
   * message for one connection. Rejects where it is known that it will not arrive.
   */
  send(nodeId: string, message: NodeMessage): Promise<void>;
}

/** A media node's own place among them. */
export interface MediaNodeSeat {
  /** Takes the messages for this node. Resolves when everything sent from then on will be delivered. */
  receive(nodeId: string, deliver: (message: NodeMessage) => void): Promise<Unsubscribe>;
  /** Says that this node lives, for {@link MEDIA_LEASE_MS}, and how it is. */
  renew(info: MediaNodeInfo): Promise<void>;
  /** For a node that has handed its rooms over. */
  release(nodeId: string): Promise<void>;
}

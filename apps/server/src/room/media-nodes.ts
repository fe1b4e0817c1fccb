import type { ConnectionId, MediaAction, MessageId, RoomId, UserId } from '@cline-meet/protocol';
import type { Unsubscribe } from './ports.ts';

/** How long a media node is taken to live after it said so; it says so three times as often. */
export const MEDIA_LEASE_MS = 15_000;

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
  /** Those whose lease runs. */
  live(): Promise<MediaNodeInfo[]>;
  /**
   * Hands a request to a node, in order per sender, at most once. The answer comes by the room's bus, as a message for one
   * connection. Rejects where it is known that it will not arrive.
   */
  send(nodeId: string, request: MediaRequest): Promise<void>;
}

/** A media node's own place among them. */
export interface MediaNodeSeat {
  /** Takes the requests for this node. Resolves when everything sent from then on will be delivered. */
  receive(nodeId: string, deliver: (request: MediaRequest) => void): Promise<Unsubscribe>;
  /** Says that this node lives, for {@link MEDIA_LEASE_MS}, and how it is. */
  renew(info: MediaNodeInfo): Promise<void>;
  /** For a node that has handed its rooms over. */
  release(nodeId: string): Promise<void>;
}

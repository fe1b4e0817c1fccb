import type { ConnectionId } from '@cline-meet/protocol';
import type { Clock } from '../lib/clock.ts';
import { Refused } from '../room/model.ts';
import { MediaPeer } from './media-peer.ts';
import type { RoomRecord } from './room-record.ts';
import type { RoomRouters } from './room-routers.ts';

export interface RoomPeersContext {
  readonly record: RoomRecord;
  readonly routers: RoomRouters;
  readonly clock: Clock;
  /** Someone has no media here any more. */
  readonly gone: (connectionId: ConnectionId) => void;
}

/** Who has media in a room on this node: those who are in it by its record, each by the page load that is there now. */
export class RoomPeers {
  readonly #context: RoomPeersContext;
  readonly #peers = new Map<ConnectionId, MediaPeer>();
  readonly #joining = new Map<ConnectionId, Promise<MediaPeer>>();
  /** Since when nobody has media here. */
  #emptySinceMs: number;
  #isClosed = false;

  constructor(context: RoomPeersContext) {
    this.#context = context;
    this.#emptySinceMs = context.clock.now();
  }

  /** Null while somebody has media here. */
  get emptySinceMs(): number | null {
    return this.#peers.size === 0 ? this.#emptySinceMs : null;
  }

  [Symbol.iterator](): Iterator<MediaPeer> {
    return this.#peers.values();
  }

  /**
   * The media of who is in the room by its record; refused to all others. A reloaded page begins anew: it says so by its
   * first request (`isFirst`), before which word of the reload may be late or lost, as word of a newcomer may be.
   */
  async take(connectionId: ConnectionId, isFirst: boolean): Promise<MediaPeer> {
    const { record } = this.#context;
    if (isFirst || !record.find(connectionId)) await record.catchUp();
    const participant = record.find(connectionId);
    if (!participant) throw new Refused('forbidden');
    const known = this.#peers.get(connectionId);
    if (known && known.incarnation === participant.incarnation) return known;
    if (known) this.#drop(known);
    const joining = this.#joining.get(connectionId) ?? this.#join(connectionId, participant.incarnation);
    this.#joining.set(connectionId, joining);
    return joining.finally(() => this.#joining.delete(connectionId));
  }

  /** Drops who is gone by the record. */
  follow(): void {
    for (const peer of [...this.#peers.values()]) {
      if (!this.#isThere(peer.connectionId, peer.incarnation)) this.#drop(peer);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const peer of this.#peers.values()) peer.close();
    this.#peers.clear();
  }

  async #join(connectionId: ConnectionId, incarnation: number): Promise<MediaPeer> {
    const { routers } = this.#context;
    const router = await routers.take();
    const peer = new MediaPeer(connectionId, incarnation, router);
    // Gone meanwhile: nothing may be made for it.
    if (this.#isClosed || !this.#isThere(connectionId, incarnation)) {
      routers.release(router);
      throw new Refused('media_stale');
    }
    this.#peers.set(connectionId, peer);
    return peer;
  }

  #drop(peer: MediaPeer): void {
    this.#peers.delete(peer.connectionId);
    this.#emptySinceMs = this.#context.clock.now();
    this.#context.gone(peer.connectionId);
    this.#context.routers.release(peer.router);
    peer.close();
  }

  #isThere(connectionId: ConnectionId, incarnation: number): boolean {
    return this.#context.record.find(connectionId)?.incarnation === incarnation;
  }
}

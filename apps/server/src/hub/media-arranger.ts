import type { MediaTopology, RoomId } from '@cline-meet/protocol';
import { arrange } from '../room/arrange.ts';
import type { RoomContext } from '../room/context.ts';
import type { MediaNodeInfo } from '../room/media-nodes.ts';
import type { RoomPicture } from '../room/room-picture.ts';
import { newMesh, sfuAmong } from '../room/topologies.ts';

/** How long a meeting must be small before it goes back to a mesh: someone who reloads, or comes again, makes no change. */
const SMALL_FOR_MS = 10_000;
/** How long a node must be missing: another pod may know a younger one sooner than this pod does. */
const MISSING_FOR_MS = 2500;

/**
 * Has large meetings go through a media node and small ones directly. Each pod looks after the rooms that it has people
 * of; where several see the same, the store lets one of them change it.
 */
export class MediaArranger {
  readonly #room: RoomContext;
  readonly #smallSinceMs = new WeakMap<RoomPicture, number>();
  readonly #missingSinceMs = new WeakMap<RoomPicture, number>();
  /** Where a change is under way. */
  readonly #arranging = new Set<RoomId>();

  constructor(room: RoomContext) {
    this.#room = room;
  }

  /** Looks whether the room should be arranged otherwise, and sees to it. Never rejects. */
  async look(roomId: RoomId, picture: RoomPicture): Promise<void> {
    if (this.#arranging.has(roomId) || !this.#mayConcern(picture)) return;
    this.#arranging.add(roomId);
    try {
      const nodes = await this.#room.media.live();
      const { topology } = picture;
      const next = this.#next(roomId, picture, nodes);
      if (next) await arrange(this.#room, roomId, topology.id, next);
    } catch (error) {
      this.#room.log.warn({ err: error, roomId }, 'media not arranged');
    } finally {
      this.#arranging.delete(roomId);
    }
  }

  /** Most rooms are small and meshes: they cost nothing. */
  #mayConcern({ topology, size }: RoomPicture): boolean {
    return topology.mode === 'sfu' || size > this.#room.rules.sfuAbove;
  }

  /** Null where it is well as it is. */
  #next(roomId: RoomId, picture: RoomPicture, nodes: readonly MediaNodeInfo[]): MediaTopology | null {
    const { topology } = picture;
    if (topology.mode === 'mesh') return sfuAmong(roomId, nodes);
    const isMissing = !nodes.some(({ id }) => id === topology.nodeId);
    if (this.#isSoForLong(this.#missingSinceMs, picture, isMissing, MISSING_FOR_MS)) {
      return sfuAmong(roomId, nodes) ?? newMesh();
    }
    const isSmall = picture.size < this.#room.rules.sfuAbove;
    return this.#isSoForLong(this.#smallSinceMs, picture, isSmall, SMALL_FOR_MS) ? newMesh() : null;
  }

  /** Notes in `since` since when it is so. */
  #isSoForLong(since: WeakMap<RoomPicture, number>, picture: RoomPicture, isSo: boolean, forMs: number): boolean {
    if (!isSo) {
      since.delete(picture);
      return false;
    }
    const nowMs = this.#room.clock.now();
    const sinceMs = since.get(picture) ?? nowMs;
    since.set(picture, sinceMs);
    return nowMs - sinceMs >= forMs;
  }
}

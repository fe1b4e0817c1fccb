import type { MediaTopology, RoomId } from '@cline-meet/protocol';
import { arrange } from '../room/arrange.ts';
import type { RoomContext } from '../room/context.ts';
import type { MediaNodeInfo } from '../room/media-nodes.ts';
import { removeRelay } from '../room/remove-relay.ts';
import type { RoomPicture } from '../room/room-picture.ts';
import { newMesh, nodesOf, sfuAmong } from '../room/topologies.ts';

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
  /** By node. */
  readonly #missingSinceMs = new WeakMap<RoomPicture, ReadonlyMap<string, number>>();
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
      await this.#lookAt(roomId, picture, await this.#room.media.live());
    } catch (error) {
      // What could not be seen was not seen to be missing.
      this.#missingSinceMs.delete(picture);
      this.#room.log.warn({ err: error, roomId }, 'media not arranged');
    } finally {
      this.#arranging.delete(roomId);
    }
  }

  /** Most rooms are small and meshes: they cost nothing. */
  #mayConcern({ topology, size }: RoomPicture): boolean {
    return topology.mode === 'sfu' || size > this.#room.rules.sfuAbove;
  }

  async #lookAt(roomId: RoomId, picture: RoomPicture, nodes: readonly MediaNodeInfo[]): Promise<void> {
    const { topology } = picture;
    const missing = this.#missingForLong(picture, nodes);
    const next = this.#next(roomId, picture, nodes, missing);
    if (next) {
      await arrange(this.#room, roomId, topology.id, next);
      return;
    }
    for (const nodeId of missing) await removeRelay(this.#room, roomId, topology.id, nodeId);
  }

  /** Null where the arrangement is to stay, be it without some relay. */
  #next(
    roomId: RoomId,
    picture: RoomPicture,
    nodes: readonly MediaNodeInfo[],
    missing: readonly string[],
  ): MediaTopology | null {
    const { topology } = picture;
    if (topology.nodeId === null) return sfuAmong(roomId, nodes);
    if (missing.includes(topology.nodeId)) return sfuAmong(roomId, nodes) ?? newMesh();
    return this.#isSmallForLong(picture) ? newMesh() : null;
  }

  #isSmallForLong(picture: RoomPicture): boolean {
    if (picture.size >= this.#room.rules.sfuAbove) {
      this.#smallSinceMs.delete(picture);
      return false;
    }
    const nowMs = this.#room.clock.now();
    const sinceMs = this.#smallSinceMs.get(picture) ?? nowMs;
    this.#smallSinceMs.set(picture, sinceMs);
    return nowMs - sinceMs >= SMALL_FOR_MS;
  }

  /** The room's nodes that have been so for long. */
  #missingForLong(picture: RoomPicture, nodes: readonly MediaNodeInfo[]): string[] {
    const missing = nodesOf(picture.topology).filter((nodeId) => !nodes.some(({ id }) => id === nodeId));
    const before = this.#missingSinceMs.get(picture);
    const nowMs = this.#room.clock.now();
    const since = new Map(missing.map((nodeId) => [nodeId, before?.get(nodeId) ?? nowMs]));
    this.#missingSinceMs.set(picture, since);
    return missing.filter((nodeId) => nowMs - (since.get(nodeId) ?? nowMs) >= MISSING_FOR_MS);
  }
}

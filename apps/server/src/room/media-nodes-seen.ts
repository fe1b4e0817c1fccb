import type { Clock } from '../lib/clock.ts';
import type { MediaNodeInfo, MediaNodes, NodeMessage } from './media-nodes.ts';

/** What was read is good for so long: many rooms ask at once. */
export const NODES_FRESH_MS = 1000;

/** Media nodes as they were a moment ago, so that who lives is read once a second and not for each who asks. */
export class MediaNodesSeen implements MediaNodes {
  readonly #nodes: MediaNodes;
  readonly #clock: Clock;
  #seen: { atMs: number; live: Promise<MediaNodeInfo[]> } | null = null;

  constructor(nodes: MediaNodes, clock: Clock) {
    this.#nodes = nodes;
    this.#clock = clock;
  }

  live(): Promise<MediaNodeInfo[]> {
    const atMs = this.#clock.now();
    if (this.#seen && atMs - this.#seen.atMs < NODES_FRESH_MS) return this.#seen.live;
    const live = this.#nodes.live();
    this.#seen = { atMs, live };
    // A failure is not kept.
    live.catch(() => {
      this.#seen = null;
    });
    return live;
  }

  send(nodeId: string, message: NodeMessage): Promise<void> {
    return this.#nodes.send(nodeId, message);
  }
}

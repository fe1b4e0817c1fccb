import type { Clock } from '../lib/clock.ts';
import {
  MEDIA_LATE_MS,
  MEDIA_LEASE_MS,
  type MediaNodeInfo,
  type MediaNodeSeat,
  type MediaNodes,
  type NodeMessage,
} from '../room/media-nodes.ts';
import type { Unsubscribe } from '../room/ports.ts';

type Deliver = (message: NodeMessage) => void;

/** The media nodes of one process. */
export class MemoryMediaNodes implements MediaNodes, MediaNodeSeat {
  readonly #clock: Clock;
  readonly #leases = new Map<string, { info: MediaNodeInfo; sinceMs: number }>();
  readonly #receivers = new Map<string, Set<Deliver>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async live(): Promise<MediaNodeInfo[]> {
    const now = this.#clock.now();
    const live = [...this.#leases.values()].filter(({ info, sinceMs }) => {
      return now - sinceMs < (this.#receivers.has(info.id) ? MEDIA_LEASE_MS : MEDIA_LATE_MS);
    });
    return live.map(({ info }) => info);
  }

  async send(nodeId: string, message: NodeMessage): Promise<void> {
    const receivers = this.#receivers.get(nodeId);
    if (!receivers) throw new Error('the media node does not listen');
    queueMicrotask(() => {
      for (const deliver of receivers) deliver(message);
    });
  }

  async receive(nodeId: string, deliver: Deliver): Promise<Unsubscribe> {
    const receivers = this.#receivers.get(nodeId) ?? new Set();
    this.#receivers.set(nodeId, receivers);
    const receiver: Deliver = (message) => deliver(message);
    receivers.add(receiver);
    return async () => {
      receivers.delete(receiver);
      if (receivers.size === 0 && this.#receivers.get(nodeId) === receivers) this.#receivers.delete(nodeId);
    };
  }

  async renew(info: MediaNodeInfo): Promise<void> {
    this.#leases.set(info.id, { info, sinceMs: this.#clock.now() });
  }

  async release(nodeId: string): Promise<void> {
    this.#leases.delete(nodeId);
  }
}

import type { MediaNodeInfo, MediaNodeSeat, MediaNodes, MediaRequest } from '../room/media-nodes.ts';
import type { Unsubscribe } from '../room/ports.ts';

/** The media nodes of one process: one at most, whose lease runs for as long as the process does. */
export class MemoryMediaNodes implements MediaNodes, MediaNodeSeat {
  readonly #living = new Map<string, MediaNodeInfo>();
  readonly #receivers = new Map<string, (request: MediaRequest) => void>();

  async live(): Promise<MediaNodeInfo[]> {
    return [...this.#living.values()];
  }

  async send(nodeId: string, request: MediaRequest): Promise<void> {
    const deliver = this.#receivers.get(nodeId);
    if (!deliver) throw new Error(`no media node ${nodeId} is here`);
    queueMicrotask(() => deliver(request));
  }

  async receive(nodeId: string, deliver: (request: MediaRequest) => void): Promise<Unsubscribe> {
    this.#receivers.set(nodeId, deliver);
    return async () => {
      if (this.#receivers.get(nodeId) === deliver) this.#receivers.delete(nodeId);
    };
  }

  async renew(info: MediaNodeInfo): Promise<void> {
    this.#living.set(info.id, info);
  }

  async release(nodeId: string): Promise<void> {
    this.#living.delete(nodeId);
  }
}

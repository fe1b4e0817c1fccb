import type { RoomId } from '@cline-meet/protocol';
import type { Envelope } from '../room/envelope.ts';
import type { Bus, Unsubscribe } from '../room/ports.ts';

type Deliver = (envelope: Envelope) => void;

/** Carries envelopes between the hubs of one process. */
export class MemoryBus implements Bus {
  readonly #rooms = new Map<RoomId, Set<Deliver>>();

  async subscribe(roomId: RoomId, deliver: Deliver): Promise<Unsubscribe> {
    const subscribers = this.#rooms.get(roomId) ?? new Set();
    this.#rooms.set(roomId, subscribers);
    // A function of its own: the same one may be subscribed twice.
    const subscriber: Deliver = (envelope) => deliver(envelope);
    subscribers.add(subscriber);
    return async () => {
      subscribers.delete(subscriber);
      if (subscribers.size === 0 && this.#rooms.get(roomId) === subscribers) this.#rooms.delete(roomId);
    };
  }

  async publish(roomId: RoomId, envelope: Envelope): Promise<void> {
    const subscribers = this.#rooms.get(roomId);
    queueMicrotask(() => {
      for (const deliver of subscribers ?? []) deliver(envelope);
    });
  }
}

import type { RoomId } from '@cline-meet/protocol';
import type { Bus, Unsubscribe } from '../room/ports.ts';
import { LocalRoom, type LocalRoomContext } from './local-room.ts';

interface Held {
  readonly room: LocalRoom;
  readonly subscribed: Promise<Unsubscribe>;
  holders: number;
}

/** The rooms that have a client on this pod: subscribed with the first, unsubscribed after the last. */
export class LocalRooms {
  readonly #bus: Bus;
  readonly #context: LocalRoomContext;
  readonly #held = new Map<RoomId, Held>();

  constructor(bus: Bus, context: LocalRoomContext) {
    this.#bus = bus;
    this.#context = context;
  }

  get size(): number {
    return this.#held.size;
  }

  /** Resolves when the room is subscribed. Each hold needs one {@link release}, unless it rejects. */
  async hold(roomId: RoomId): Promise<LocalRoom> {
    const held = this.#held.get(roomId) ?? this.#subscribe(roomId);
    held.holders += 1;
    try {
      await held.subscribed;
    } catch (error) {
      this.#forget(held);
      throw error;
    }
    return held.room;
  }

  find(roomId: RoomId): LocalRoom | undefined {
    return this.#held.get(roomId)?.room;
  }

  async release(roomId: RoomId): Promise<void> {
    const held = this.#held.get(roomId);
    if (!held) return;
    held.holders -= 1;
    if (held.holders > 0) return;
    this.#forget(held);
    const unsubscribe = await held.subscribed;
    await unsubscribe();
  }

  async catchUp(): Promise<void> {
    await Promise.all([...this.#held.values()].map((held) => held.room.catchUp()));
  }

  #subscribe(roomId: RoomId): Held {
    const room = new LocalRoom(roomId, this.#context);
    const subscribed = this.#bus.subscribe(roomId, (envelope) => room.deliver(envelope));
    const held = { room, subscribed, holders: 0 };
    this.#held.set(roomId, held);
    return held;
  }

  #forget({ room }: Held): void {
    if (this.#held.get(room.roomId)?.room === room) this.#held.delete(room.roomId);
  }
}

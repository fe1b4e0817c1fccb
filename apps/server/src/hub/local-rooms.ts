import type { RoomId } from '@cline-meet/protocol';
import type { Bus, Unsubscribe } from '../room/ports.ts';
import { LocalRoom, type LocalRoomContext } from './local-room.ts';

interface Held {
  readonly room: LocalRoom;
  readonly subscribed: Promise<Unsubscribe>;
  holders: number;
  /** Which of the calls of `catchUp` is its own. */
  readonly turn: number;
}

/** A look costs Redis a command or two for each room, so that not all rooms look at once, nor each second. */
export const CATCH_UP_TURNS = 5;

/** The rooms that have a client on this pod: subscribed with the first, unsubscribed after the last. */
export class LocalRooms {
  readonly #bus: Bus;
  readonly #context: LocalRoomContext;
  readonly #held = new Map<RoomId, Held>();
  #opened = 0;
  #turn = 0;

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

  /** Has some of the rooms look for what they may have missed; each has its turn once in {@link CATCH_UP_TURNS} calls. */
  async catchUp(): Promise<void> {
    this.#turn = (this.#turn + 1) % CATCH_UP_TURNS;
    const due = [...this.#held.values()].filter((held) => held.turn === this.#turn);
    await Promise.all(due.map((held) => held.room.catchUp()));
  }

  /** Has each room say how it is. Costs nothing but this. */
  look(): void {
    for (const { room } of this.#held.values()) room.look();
  }

  #subscribe(roomId: RoomId): Held {
    const room = new LocalRoom(roomId, this.#context);
    const subscribed = this.#bus.subscribe(roomId, (envelope) => room.deliver(envelope));
    this.#opened += 1;
    const held = { room, subscribed, holders: 0, turn: this.#opened % CATCH_UP_TURNS };
    this.#held.set(roomId, held);
    return held;
  }

  #forget({ room }: Held): void {
    if (this.#held.get(room.roomId)?.room === room) this.#held.delete(room.roomId);
  }
}

import type { RoomEvent, RoomId } from '@cline-meet/protocol';
import type { RoomStore } from '../room/room-store.ts';

/** Puts what the bus brings in order: nothing twice, nothing before what came earlier. */
export class EventFeed {
  readonly #roomId: RoomId;
  readonly #store: RoomStore;
  readonly #healed: (events: number) => void;
  /** The last event that this pod has dealt with; null until it knows one. */
  #position: number | null = null;
  #epoch: string | null = null;

  constructor(roomId: RoomId, store: RoomStore, healed: (events: number) => void) {
    this.#roomId = roomId;
    this.#store = store;
    this.#healed = healed;
  }

  get isStarted(): boolean {
    return this.#position !== null;
  }

  /** Starts at a snapshot, where nothing is known yet. */
  start(epoch: string, seq: number): void {
    this.#epoch ??= epoch;
    this.#position ??= seq;
  }

  /** Goes on from a snapshot that everyone here was sent, where the log no longer explains the way to it. */
  restart(epoch: string, seq: number): void {
    this.#epoch = epoch;
    this.#position = seq;
  }

  /** True where a snapshot of `seq` is older than what has been dealt with. */
  isPast(seq: number): boolean {
    return this.#position !== null && this.#position > seq;
  }

  /** What may be delivered now that `event` is here, what was missed before it included. Null: that is lost. */
  async next(event: RoomEvent): Promise<RoomEvent[] | null> {
    if (this.#position !== null && event.seq <= this.#position) return [];
    const isGap = this.#position !== null && event.seq > this.#position + 1;
    if (!isGap) {
      this.#position = event.seq;
      return [event];
    }
    return this.#readLog();
  }

  /** What the log holds after `seq`; null where it no longer reaches back that far. */
  async since(seq: number): Promise<RoomEvent[] | null> {
    this.#epoch ??= (await this.#store.snapshot(this.#roomId))?.epoch ?? null;
    return this.#epoch === null ? null : this.#store.eventsAfter(this.#roomId, this.#epoch, seq);
  }

  /** What this pod has not heard of, because its last envelope was lost. Null: the log no longer holds it. */
  async overdue(): Promise<RoomEvent[] | null> {
    return this.#position === null ? [] : this.#readLog();
  }

  async #readLog(): Promise<RoomEvent[] | null> {
    const missed = await this.since(this.#position ?? 0);
    const last = missed?.at(-1);
    if (!missed || !last) return missed;
    this.#position = last.seq;
    this.#healed(missed.length);
    return missed;
  }
}

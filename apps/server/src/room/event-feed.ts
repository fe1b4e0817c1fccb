import type { RoomEvent, RoomId } from '@cline-meet/protocol';
import type { RoomSnapshot } from './model.ts';
import type { RoomStore } from './room-store.ts';

/** The last event that this pod has dealt with. */
export type Position = Pick<RoomSnapshot, 'epoch' | 'seq'>;

/** Of a room, at most so many are noted: as many as are on their way at once, and no more memory than that. */
const KNOWN_EVENTS = 32;

/** Puts what the bus brings in order: nothing twice, nothing before what came earlier, nothing of another history. */
export class EventFeed {
  readonly #roomId: RoomId;
  readonly #store: Pick<RoomStore, 'eventsAfter'>;
  readonly #healed: (events: number) => void;
  /** Null until this pod knows one. */
  #position: Position | null = null;
  /** What else is known of the history up to that position, by seq. */
  readonly #known = new Map<number, string>();

  constructor(roomId: RoomId, store: Pick<RoomStore, 'eventsAfter'>, healed: (events: number) => void) {
    this.#roomId = roomId;
    this.#store = store;
    this.#healed = healed;
  }

  get isStarted(): boolean {
    return this.#position !== null;
  }

  /** Starts at a snapshot, where nothing is known yet. */
  start({ epoch, seq }: Position): void {
    this.#position ??= { epoch, seq };
  }

  /** Starts anew at a snapshot: what lies between is lost. */
  restart({ epoch, seq }: Position): void {
    this.#position = { epoch, seq };
  }

  isPast({ epoch, seq }: Position): boolean {
    return this.#position?.epoch === epoch && this.#position.seq > seq;
  }

  /** Whether what is known here is of another history of the room than this: the store lost one of them. */
  isOfAnother(epoch: string): boolean {
    return this.#position !== null && this.#position.epoch !== epoch;
  }

  /**
   * Notes an event that everyone here has, or will have by the snapshot they are seated with: when the bus brings it, after
   * they are seated, it is nothing new.
   */
  know(event: RoomEvent): void {
    this.#known.set(event.seq, nameOf(event));
    const [oldest] = this.#known.keys();
    if (oldest !== undefined && this.#known.size > KNOWN_EVENTS) this.#known.delete(oldest);
  }

  /** What may be delivered now that `event` is here, what was missed before it included. Null: that is lost. */
  async next(event: RoomEvent): Promise<RoomEvent[] | null> {
    const position = this.#position;
    if (position && position.epoch !== event.epoch) return null;
    if (position && event.seq <= position.seq && this.#known.get(event.seq) === nameOf(event)) return [];
    // Later than the next: some are missing. Earlier: mostly known from the log, but a store that came back without its
    // latest changes numbers its next events as it numbered those.
    if (position && event.seq !== position.seq + 1) return this.#readLog(position);
    this.restart(event);
    return [event];
  }

  /** What the log holds after that; null where it no longer reaches back that far. */
  since({ epoch, seq }: Position): Promise<RoomEvent[] | null> {
    return this.#store.eventsAfter(this.#roomId, epoch, seq);
  }

  /** What this pod has not heard of, because its last envelope was lost. Null: the log no longer holds it. */
  async overdue(): Promise<RoomEvent[] | null> {
    return this.#position === null ? [] : this.#readLog(this.#position);
  }

  async #readLog(position: Position): Promise<RoomEvent[] | null> {
    const missed = await this.since(position);
    const last = missed?.at(-1);
    if (!missed || !last) return missed;
    this.restart(last);
    this.#healed(missed.length);
    for (const event of missed.slice(-KNOWN_EVENTS)) this.know(event);
    return missed;
  }
}

/** Two that a room numbers alike, because its store lost the first, differ in this. */
function nameOf({ epoch, type, timestamp, senderConnectionId }: RoomEvent): string {
  return `${epoch} ${type} ${timestamp} ${senderConnectionId}`;
}

import type { RoomEvent, RoomId } from '@cline-meet/protocol';
import { EventFeed, type Position } from './event-feed.ts';
import type { RoomSnapshot } from './model.ts';
import { RoomPicture } from './room-picture.ts';
import type { RoomStore } from './room-store.ts';

/** Where a room's events and its present state are read. */
type RoomLog = Pick<RoomStore, 'eventsAfter' | 'snapshot'>;

/** Who follows a room. What it is told comes in order, and nothing before it is done with the last. */
export interface RoomFollower {
  /** The picture is another, or null, where the room is not open. */
  changed(): void;
  /** A step failed; those after it go on. */
  failed(error: unknown): void;
  /** Told of each event, when the picture holds it. */
  happened?(event: RoomEvent): Promise<void> | void;
  /** What came after the last event cannot be told: the room is as this says, or not open. */
  lost?(snapshot: RoomSnapshot | null): Promise<void>;
  /** Told how many events were missed on the bus and read from the log. */
  healed?(events: number): void;
}

/**
 * A room as a process follows it without a gap: by what the bus brings, by the log where the bus lost something, and by a
 * snapshot where the log does not reach back. All of it goes through one chain of steps, so that none overtakes another.
 */
export class FollowedRoom {
  readonly roomId: RoomId;
  readonly feed: EventFeed;
  readonly #store: RoomLog;
  readonly #follower: RoomFollower;
  #picture: RoomPicture | null = null;
  #chain: Promise<void> = Promise.resolve();

  constructor(roomId: RoomId, store: RoomLog, follower: RoomFollower) {
    this.roomId = roomId;
    this.#store = store;
    this.#follower = follower;
    this.feed = new EventFeed(roomId, store, (events) => follower.healed?.(events));
  }

  /** Null until the room is known here, and where it is not open. */
  get picture(): RoomPicture | null {
    return this.#picture;
  }

  /** Runs this after all steps before it. Never rejects. */
  step(run: () => Promise<void>): Promise<void> {
    this.#chain = this.#chain.then(run).catch((error) => this.#follower.failed(error));
    return this.#chain;
  }

  /** Takes an event that the bus brought. This and what follows is to be called within a step. */
  async hear(event: RoomEvent): Promise<void> {
    await this.#apply(await this.feed.next(event));
  }

  /** Reads what the bus may have lost without a later event to show the gap. */
  async catchUp(): Promise<void> {
    await this.#apply(await this.feed.overdue());
  }

  /** Takes a snapshot over where it is news, and begins there, or at `position`, where nothing was known. */
  start(snapshot: RoomSnapshot, position: Position = snapshot): void {
    this.feed.start(position);
    if (this.#picture) this.#picture.take(snapshot);
    else this.#picture = new RoomPicture(snapshot);
    this.#follower.changed();
  }

  /** Reads the room afresh, whatever was known of it. */
  async readAll(): Promise<void> {
    const snapshot = await this.#store.snapshot(this.roomId);
    if (snapshot) this.feed.restart(snapshot);
    this.#picture = snapshot && new RoomPicture(snapshot);
    this.#follower.changed();
    await this.#follower.lost?.(snapshot);
  }

  async #apply(events: RoomEvent[] | null): Promise<void> {
    if (!events) return this.readAll();
    for (const event of events) {
      this.#picture?.apply(event);
      await this.#follower.happened?.(event);
    }
    if (events.length > 0) this.#follower.changed();
  }
}

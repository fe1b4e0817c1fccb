import type { ConnectionId, MediaSource, MediaTopology, Participant, RoomEvent, RoomId } from '@cline-meet/protocol';
import type { Logger } from '../lib/logger.ts';
import type { Envelope } from '../room/envelope.ts';
import { EventFeed } from '../room/event-feed.ts';
import type { Bus, Unsubscribe } from '../room/ports.ts';
import { RoomPicture } from '../room/room-picture.ts';
import type { RoomStore } from '../room/room-store.ts';

interface RecordContext {
  readonly store: RoomStore;
  readonly bus: Bus;
  readonly log: Logger;
  /** What is known of the room is another. */
  readonly changed: () => void;
}

/** Whether the room has it that someone sends this. */
export function isOn({ microphone, camera, screenShare }: Participant, source: MediaSource): boolean {
  switch (source) {
    case 'microphone':
      return microphone;
    case 'camera':
      return camera;
    case 'screen':
      return screenShare !== null;
    case 'screen_audio':
      return screenShare?.withAudio ?? false;
    default:
      return source satisfies never;
  }
}

/**
 * What the room says of who is in it and what is on, followed as a pod's sockets are: by the bus, and by the log where
 * the bus lost something.
 */
export class RoomRecord {
  readonly #roomId: RoomId;
  readonly #context: RecordContext;
  readonly #feed: EventFeed;
  /** Null where the room is not open. */
  #picture: RoomPicture | null = null;
  #chain: Promise<void> = Promise.resolve();
  #unsubscribe: Unsubscribe = async () => {};

  private constructor(roomId: RoomId, context: RecordContext) {
    this.#roomId = roomId;
    this.#context = context;
    this.#feed = new EventFeed(roomId, context.store, () => {});
  }

  /** Resolves once the room is known as it is now. */
  static async open(roomId: RoomId, context: RecordContext): Promise<RoomRecord> {
    const record = new RoomRecord(roomId, context);
    record.#unsubscribe = await context.bus.subscribe(roomId, (envelope) => record.#deliver(envelope));
    await record.#step(() => record.#readAll());
    return record;
  }

  /** Null where the room is not open. */
  get topology(): MediaTopology | null {
    return this.#picture?.topology ?? null;
  }

  get size(): number {
    return this.#picture?.size ?? 0;
  }

  find(connectionId: ConnectionId): Participant | undefined {
    return this.#picture?.find(connectionId);
  }

  /** Reads what the bus may have lost. */
  catchUp(): Promise<void> {
    return this.#step(async () => this.#applyAll(await this.#feed.overdue()));
  }

  async close(): Promise<void> {
    await this.#unsubscribe();
  }

  #deliver(envelope: Envelope): void {
    if (envelope.kind === 'event') void this.#step(async () => this.#applyAll(await this.#feed.next(envelope.event)));
    // An end is announced by no event.
    if (envelope.kind === 'close' && envelope.to === 'everyone') void this.#step(() => this.#readAll());
  }

  async #applyAll(events: RoomEvent[] | null): Promise<void> {
    if (events === null) return this.#readAll();
    if (events.length === 0) return;
    for (const event of events) this.#picture?.apply(event);
    this.#context.changed();
  }

  async #readAll(): Promise<void> {
    const snapshot = await this.#context.store.snapshot(this.#roomId);
    if (snapshot) this.#feed.restart(snapshot);
    this.#picture = snapshot && new RoomPicture(snapshot);
    this.#context.changed();
  }

  #step(run: () => Promise<void>): Promise<void> {
    this.#chain = this.#chain.then(run).catch((error) => {
      this.#context.log.error({ err: error, roomId: this.#roomId }, 'media room not followed');
    });
    return this.#chain;
  }
}

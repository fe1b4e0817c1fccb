import type { ConnectionId, MediaSource, MediaTopology, Participant, RoomId } from '@cline-meet/protocol';
import type { Logger } from '../lib/logger.ts';
import type { Envelope } from '../room/envelope.ts';
import { FollowedRoom } from '../room/followed-room.ts';
import type { Bus, Unsubscribe } from '../room/ports.ts';
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

/** What the room says of who is in it and what is on. */
export class RoomRecord {
  readonly #room: FollowedRoom;
  #unsubscribe: Unsubscribe = async () => {};

  private constructor(roomId: RoomId, { store, log, changed }: RecordContext) {
    this.#room = new FollowedRoom(roomId, store, {
      changed,
      failed: (error) => log.error({ err: error, roomId }, 'media room not followed'),
    });
  }

  /** Resolves once the room is known as it is now. */
  static async open(roomId: RoomId, context: RecordContext): Promise<RoomRecord> {
    const record = new RoomRecord(roomId, context);
    record.#unsubscribe = await context.bus.subscribe(roomId, (envelope) => record.#deliver(envelope));
    await record.#readAll();
    return record;
  }

  /** Null where the room is not open. */
  get topology(): MediaTopology | null {
    return this.#room.picture?.topology ?? null;
  }

  get size(): number {
    return this.#room.picture?.size ?? 0;
  }

  find(connectionId: ConnectionId): Participant | undefined {
    return this.#room.picture?.find(connectionId);
  }

  /** Reads what the bus may have lost. */
  catchUp(): Promise<void> {
    return this.#room.step(() => this.#room.catchUp());
  }

  async close(): Promise<void> {
    await this.#unsubscribe();
  }

  #deliver(envelope: Envelope): void {
    if (envelope.kind === 'event') void this.#room.step(() => this.#room.hear(envelope.event));
    // An end is announced by no event.
    if (envelope.kind === 'close' && envelope.to === 'everyone') void this.#readAll();
  }

  #readAll(): Promise<void> {
    return this.#room.step(() => this.#room.readAll());
  }
}

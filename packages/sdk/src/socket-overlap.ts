import type { RoomId } from '@cline-meet/protocol';
import { readFrame } from './frame-reader.ts';

/**
 * The time in which two sockets speak for one place. Room events have their order in themselves, so either may bring
 * them; signals and reactions have not: each is handed on once, and what the new socket brings waits until the former
 * has closed. The server seats a client on the new socket before it closes the former one, so none misses both.
 */
export class SocketOverlap {
  readonly #roomId: RoomId;
  readonly #deliver: (frame: string) => void;
  /** What of them the former socket brought. The server sends the very same text on the other. */
  readonly #brought = new Set<string>();
  #waiting: string[] = [];
  #isSeated = false;

  constructor(roomId: RoomId, deliver: (frame: string) => void) {
    this.#roomId = roomId;
    this.#deliver = deliver;
  }

  get isSeated(): boolean {
    return this.#isSeated;
  }

  /** The new socket holds the place: all that has an order comes from it alone. */
  seated(): void {
    this.#isSeated = true;
  }

  fromFormer(frame: string): void {
    const isUnordered = this.#isUnordered(frame);
    if (isUnordered) this.#brought.add(frame);
    if (isUnordered || !this.#isSeated) this.#deliver(frame);
  }

  fromNew(frame: string): void {
    if (this.#isUnordered(frame)) this.#waiting.push(frame);
    else this.#deliver(frame);
  }

  /** The former socket has closed. */
  end(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const frame of waiting) if (!this.#brought.has(frame)) this.#deliver(frame);
  }

  #isUnordered(frame: string): boolean {
    const read = readFrame(frame, this.#roomId);
    if (read.kind !== 'message') return false;
    switch (read.message.type) {
      case 'webrtc_offer':
      case 'webrtc_answer':
      case 'ice_candidate':
      case 'reaction':
        return true;
      default:
        return false;
    }
  }
}

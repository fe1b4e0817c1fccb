import type { RoomId } from '@cline-meet/protocol';
import { readFrame } from './frame-reader.ts';

/**
 * The time in which two sockets speak for one place. Room events have their order in themselves, so either may bring
 * them; signals have not: each is handed on once, and what the new socket brings waits until the former has closed. The
 * server seats a client on the new socket before it closes the former one, so no signal misses both.
 */
export class SocketOverlap {
  readonly #roomId: RoomId;
  readonly #deliver: (frame: string) => void;
  /** Signals that the former socket brought. The server sends the very same text on the other. */
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

  /** The new socket holds the place: all but signals comes from it alone. */
  seated(): void {
    this.#isSeated = true;
  }

  fromFormer(frame: string): void {
    const isSignal = this.#isSignal(frame);
    if (isSignal) this.#brought.add(frame);
    if (isSignal || !this.#isSeated) this.#deliver(frame);
  }

  fromNew(frame: string): void {
    if (this.#isSignal(frame)) this.#waiting.push(frame);
    else this.#deliver(frame);
  }

  /** The former socket has closed. */
  end(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const frame of waiting) if (!this.#brought.has(frame)) this.#deliver(frame);
  }

  #isSignal(frame: string): boolean {
    const read = readFrame(frame, this.#roomId);
    if (read.kind !== 'message') return false;
    const { type } = read.message;
    return type === 'webrtc_offer' || type === 'webrtc_answer' || type === 'ice_candidate';
  }
}

import type { ClientMessage, MessageId, RoomId } from '@cline-meet/protocol';
import { createMessageId } from './message-id.ts';
import { ABANDONED, type SignalingSocket } from './signaling-socket.ts';
import { type MoveOptions, SocketMove } from './socket-move.ts';
import { SocketOverlap } from './socket-overlap.ts';
import type { TimerId, Timers } from './timers.ts';

export interface RelocationOwner {
  /** The frame that asks for the place, as of now; null where there is none. */
  joinFrame(): string | null;
  received(frame: string): void;
}

/** How long the former socket may take to close after the new one has the place. */
const PARTING_TIMEOUT_MS = 2_000;

/**
 * Brings a session from one socket to another without anybody noticing: what is sent meanwhile is held back until the
 * former socket's server has handled all before it, and what arrives is handed on once and in order.
 */
export class Relocation {
  readonly #roomId: RoomId;
  readonly #timers: Timers;
  readonly #socket: SignalingSocket;
  readonly #owner: RelocationOwner;
  readonly #move: SocketMove;
  /** What is to go out on whichever socket has the place in the end; null while nothing is held back. */
  #held: string[] | null = null;
  /** The ping whose answer shows that everything before it has been handled. */
  #lastPing: MessageId | null = null;
  #overlap: SocketOverlap | null = null;
  #former: WebSocket | null = null;
  #timer: TimerId | undefined;

  constructor(options: MoveOptions, socket: SignalingSocket, owner: RelocationOwner) {
    this.#roomId = options.roomId;
    this.#timers = options.timers;
    this.#socket = socket;
    this.#owner = owner;
    this.#move = new SocketMove(options, {
      opened: () => this.#opened(),
      joinFrame: () => this.#joinFrame(),
      seated: (next, welcome) => this.#seated(next, welcome),
      failed: () => this.#failed(),
    });
  }

  /** True while the end of the former socket is no loss: the new one has been asked for the place. */
  get isEntering(): boolean {
    return this.#move.isEntering;
  }

  start(delayMs: number): void {
    this.#move.start(delayMs);
  }

  /** Takes a frame that must wait; false where it may go out at once. */
  holds(frame: string): boolean {
    this.#held?.push(frame);
    return this.#held !== null;
  }

  /** Sends on the new socket too, where that may have the place already. */
  alsoSend(frame: string): boolean {
    return this.#move.send(frame);
  }

  answered(pingId: MessageId | undefined): void {
    if (pingId !== undefined && pingId === this.#lastPing) this.#move.cleared();
  }

  /** What the socket brings that the session has now. */
  received(frame: string): void {
    if (!this.#overlap) this.#owner.received(frame);
    else if (this.isEntering) this.#overlap.fromFormer(frame);
    else this.#overlap.fromNew(frame);
  }

  /** Forgets the move: what was held back is dropped, as by a lost connection. */
  stop(): void {
    this.#move.stop();
    this.#held = null;
    this.#lastPing = null;
    this.#part();
    this.#overlap = null;
  }

  #opened(): void {
    this.#held = [];
    this.#lastPing = createMessageId();
    const ping: ClientMessage<'ping'> = { type: 'ping', roomId: this.#roomId, id: this.#lastPing, payload: {} };
    this.#socket.send(JSON.stringify(ping));
  }

  #joinFrame(): string | null {
    // The end of a former move may still be waited for.
    this.#endOverlap();
    this.#overlap = new SocketOverlap(this.#roomId, (frame) => this.#owner.received(frame));
    return this.#owner.joinFrame();
  }

  #seated(next: WebSocket, welcome: string): void {
    this.#former = this.#socket.adopt(next);
    this.#overlap?.seated();
    this.#hearFormer();
    this.#owner.received(welcome);
    this.#release();
  }

  #failed(): void {
    if (this.#overlap?.isSeated === false) this.#overlap = null;
    this.#release();
    if (!this.#socket.isOpen) this.#socket.giveUp();
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    this.#lastPing = null;
    for (const frame of held) this.#socket.send(frame);
  }

  #hearFormer(): void {
    const former = this.#former;
    if (!former) {
      this.#endOverlap();
      return;
    }
    former.onmessage = ({ data }: MessageEvent) => {
      if (typeof data === 'string') this.#overlap?.fromFormer(data);
    };
    former.onclose = () => this.#endOverlap();
    this.#timer = this.#timers.setTimeout(() => this.#endOverlap(), PARTING_TIMEOUT_MS);
  }

  #endOverlap(): void {
    this.#part();
    const overlap = this.#overlap;
    this.#overlap = null;
    overlap?.end();
  }

  #part(): void {
    this.#timers.clearTimeout(this.#timer);
    const former = this.#former;
    this.#former = null;
    if (!former) return;
    former.onmessage = null;
    former.onclose = null;
    former.close(ABANDONED);
  }
}

import type { RoomId } from '@cline-meet/protocol';
import { backoffMs, turnMs } from './backoff.ts';
import { readFrame } from './frame-reader.ts';
import { ABANDONED } from './signaling-socket.ts';
import type { TimerId, Timers } from './timers.ts';

export interface MoveOwner {
  /** A new socket is open: nothing more may go out on the former, and {@link SocketMove.cleared} is to follow. */
  opened(): void;
  /** The frame that asks for the place on the new socket; null where there is none any more. */
  joinFrame(): string | null;
  /** The place is on `socket` now, which is the owner's; `welcome` is what it has brought. */
  seated(socket: WebSocket, welcome: string): void;
  /** This try came to nothing, and the former socket is the one that counts. Another follows. */
  failed(): void;
}

export interface MoveOptions {
  roomId: RoomId;
  connect: () => WebSocket;
  timers: Timers;
  random: () => number;
}

type Step =
  | { name: 'idle' }
  /** For the moment that the server chose, or for the next try. */
  | { name: 'waiting' }
  | { name: 'opening'; socket: WebSocket }
  /** Until all that went out on the former socket has been handled. */
  | { name: 'clearing'; socket: WebSocket }
  | { name: 'entering'; socket: WebSocket };

const OPEN_TIMEOUT_MS = 10_000;
/** Commands are held back for so long at most. */
const CLEAR_TIMEOUT_MS = 3_000;
const ANSWER_TIMEOUT_MS = 5_000;

/** Takes a place from an open socket to a new one. Tries again until it is seated there, or is stopped. */
export class SocketMove {
  readonly #options: MoveOptions;
  readonly #owner: MoveOwner;
  #step: Step = { name: 'idle' };
  #timer: TimerId | undefined;
  #attempt = 0;

  constructor(options: MoveOptions, owner: MoveOwner) {
    this.#options = options;
    this.#owner = owner;
  }

  /** The new socket has been asked for the place: either may speak for it now, and only it may have it in the end. */
  get isEntering(): boolean {
    return this.#step.name === 'entering';
  }

  /** Does nothing where a move is under way. */
  start(delayMs: number): void {
    if (this.#step.name !== 'idle') return;
    this.#attempt = 0;
    this.#tryIn(delayMs);
  }

  /** What went out on the former socket has been handled. */
  cleared(): void {
    if (this.#step.name !== 'clearing') return;
    const { socket } = this.#step;
    const frame = this.#owner.joinFrame();
    if (frame === null) this.stop();
    else {
      this.#step = { name: 'entering', socket };
      this.#wait(ANSWER_TIMEOUT_MS, () => this.#fail());
      socket.send(frame);
    }
  }

  /** Sends on the new socket after the frame that asks for the place; false where that was not sent. */
  send(frame: string): boolean {
    if (this.#step.name !== 'entering') return false;
    this.#step.socket.send(frame);
    return true;
  }

  stop(): void {
    const step = this.#step;
    this.#step = { name: 'idle' };
    this.#options.timers.clearTimeout(this.#timer);
    if ('socket' in step) step.socket.close(ABANDONED);
  }

  #tryIn(delayMs: number): void {
    this.#step = { name: 'waiting' };
    this.#wait(delayMs, () => this.#open());
  }

  #open(): void {
    const socket = this.#options.connect();
    this.#step = { name: 'opening', socket };
    const isCurrent = () => 'socket' in this.#step && this.#step.socket === socket;
    socket.onopen = () => isCurrent() && this.#opened(socket);
    socket.onmessage = ({ data }: MessageEvent) => isCurrent() && this.#received(socket, data);
    socket.onclose = () => isCurrent() && this.#fail();
    // A close follows each error and says all that can be known.
    socket.onerror = () => {};
    this.#wait(OPEN_TIMEOUT_MS, () => this.#fail());
  }

  #opened(socket: WebSocket): void {
    this.#step = { name: 'clearing', socket };
    this.#wait(CLEAR_TIMEOUT_MS, () => this.#fail());
    this.#owner.opened();
  }

  #received(socket: WebSocket, data: unknown): void {
    const frame = typeof data === 'string' ? readFrame(data, this.#options.roomId) : null;
    if (!this.isEntering || frame?.kind !== 'message') return;
    const { type, payload } = frame.message;
    if (type === 'error') this.#fail(payload.retryAfterMs);
    if (type !== 'room_joined' && type !== 'room_resumed' && type !== 'room_waiting') return;
    this.#step = { name: 'idle' };
    this.#options.timers.clearTimeout(this.#timer);
    this.#owner.seated(socket, data as string);
  }

  #fail(retryAfterMs?: number): void {
    const { random } = this.#options;
    this.stop();
    this.#attempt += 1;
    this.#tryIn(retryAfterMs === undefined ? backoffMs(this.#attempt, random) : turnMs(retryAfterMs, random));
    this.#owner.failed();
  }

  #wait(delayMs: number, then: () => void): void {
    this.#options.timers.clearTimeout(this.#timer);
    this.#timer = this.#options.timers.setTimeout(then, delayMs);
  }
}

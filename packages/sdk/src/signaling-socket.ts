import { closeCodes, limits, shouldReconnect } from '@cline-meet/protocol';
import { backoffMs, turnMs } from './backoff.ts';
import type { TimerId, Timers } from './timers.ts';

export interface SocketListener {
  /** A new socket is open; the first frame is the listener's. */
  opened(): void;
  received(frame: string): void;
  /** The socket is gone, or could not be opened; try number `attempt` starts at `retryAt` (epoch ms). */
  lost(attempt: number, retryAt: number): void;
  /** The server closed for good. Nothing more comes unless {@link SignalingSocket.reopen} is called. */
  closed(code: number): void;
  /** Whether another socket is about to take this one's place, so that its end is no loss. */
  isReplacing(): boolean;
}

export interface SocketOptions {
  connect: () => WebSocket;
  timers: Timers;
  random: () => number;
  now: () => number;
  /** The frame that asks the server for a sign of life. */
  pingFrame: string;
  listener: SocketListener;
}

const OPEN_TIMEOUT_MS = 10_000;
const PROBE_TIMEOUT_MS = 5_000;
const LASTING_MS = 5_000;
const OPEN = 1;
const NORMAL_CLOSURE = 1000;
/** Private use (RFC 6455, section 7.4.2): the client gave up on this socket, and means to come back on another. */
export const ABANDONED = 4000;

/** Keeps one WebSocket open: reconnects with backoff, pings, and gives up on a socket that has gone silent. */
export class SignalingSocket {
  readonly #options: SocketOptions;
  #socket: WebSocket | null = null;
  /** Of the one thing that is waited for: the next try, the opening, or the next ping. */
  #timer: TimerId | undefined;
  #attempt = 0;
  #heardAt = 0;
  #provedAt: number | null = null;
  /** The server takes nobody in before (epoch ms). */
  #notBefore = 0;
  #isStopped = true;

  constructor(options: SocketOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === OPEN;
  }

  /** Opens a new socket at once; a former one is abandoned and not heard again. */
  reopen(): void {
    this.#abandon(ABANDONED);
    this.#isStopped = false;
    this.#notBefore = 0;
    const socket = this.#options.connect();
    this.#use(socket);
    socket.onopen = () => this.#socket === socket && this.#opened();
    this.#wait(OPEN_TIMEOUT_MS, () => this.giveUp());
  }

  /** Goes on with a socket that is open already. Returns the former, where there is one; it is not heard here any more. */
  adopt(socket: WebSocket): WebSocket | null {
    const former = this.#socket;
    this.#use(socket);
    this.#heardAt = this.#options.now();
    this.#keepAlive();
    return former;
  }

  /** The server said when to come again, and is about to close. */
  putOff(retryAfterMs: number): void {
    this.#notBefore = this.#options.now() + turnMs(retryAfterMs, this.#options.random);
  }

  #use(socket: WebSocket): void {
    this.#socket = socket;
    const ifCurrent =
      <Args extends unknown[]>(handle: (...args: Args) => void) =>
      (...args: Args) => {
        if (this.#socket === socket) handle(...args);
      };
    socket.onmessage = ifCurrent((event: MessageEvent) => this.#received(event.data));
    socket.onclose = ifCurrent((event: CloseEvent) => this.#closed(event.code));
    // A close follows each error and says all that can be known.
    socket.onerror = () => {};
  }

  /** Tries at once where a try is waited for; where a socket is open, demands a sign of life and else reopens. */
  tryNow(): void {
    if (this.#isStopped) return;
    if (!this.#socket) {
      if (this.#options.now() >= this.#notBefore) this.reopen();
    } else if (this.isOpen) this.#probe();
  }

  /** Abandons the socket and tries anew after the backoff. */
  giveUp(): void {
    this.#abandon(ABANDONED);
    this.#retry();
  }

  /** The server took the client in. If that lasts, the next loss starts with a short wait again. */
  proved(): void {
    this.#provedAt = this.#options.now();
  }

  /** False where there is no open socket; the frame is dropped then. */
  send(frame: string): boolean {
    if (!this.#socket || !this.isOpen) return false;
    this.#socket.send(frame);
    return true;
  }

  /** Closes for good. */
  close(): void {
    this.#isStopped = true;
    this.#abandon(NORMAL_CLOSURE);
  }

  #opened(): void {
    this.#heardAt = this.#options.now();
    this.#keepAlive();
    this.#options.listener.opened();
  }

  #received(data: unknown): void {
    this.#heardAt = this.#options.now();
    if (typeof data === 'string') this.#options.listener.received(data);
  }

  #closed(code: number): void {
    this.#forget();
    const isOver = !shouldReconnect(code) && code !== closeCodes.replaced.code;
    if (!isOver && this.#options.listener.isReplacing()) return;
    if (shouldReconnect(code)) {
      this.#retry();
      return;
    }
    this.#isStopped = true;
    this.#options.listener.closed(code);
  }

  #retry(): void {
    // A server that takes clients in and drops them at once must not be run against without end.
    const lasted = this.#provedAt !== null && this.#options.now() - this.#provedAt >= LASTING_MS;
    this.#provedAt = null;
    this.#attempt = lasted ? 1 : this.#attempt + 1;
    const putOffMs = this.#notBefore - this.#options.now();
    const delayMs = putOffMs > 0 ? putOffMs : backoffMs(this.#attempt, this.#options.random);
    this.#wait(delayMs, () => this.reopen());
    this.#options.listener.lost(this.#attempt, this.#options.now() + delayMs);
  }

  #keepAlive(): void {
    this.#wait(limits.pingIntervalMs, () => {
      // A connection that carries nothing may be half open (RFC 9293, section 3.5.1); no close event tells of it.
      if (this.#options.now() - this.#heardAt >= 2 * limits.pingIntervalMs) {
        this.giveUp();
        return;
      }
      this.send(this.#options.pingFrame);
      this.#keepAlive();
    });
  }

  #probe(): void {
    const sentAt = this.#options.now();
    this.send(this.#options.pingFrame);
    this.#wait(PROBE_TIMEOUT_MS, () => (this.#heardAt < sentAt ? this.giveUp() : this.#keepAlive()));
  }

  #wait(delayMs: number, then: () => void): void {
    this.#options.timers.clearTimeout(this.#timer);
    this.#timer = this.#options.timers.setTimeout(then, delayMs);
  }

  #abandon(code: number): void {
    const socket = this.#socket;
    this.#forget();
    socket?.close(code);
  }

  #forget(): void {
    this.#options.timers.clearTimeout(this.#timer);
    this.#socket = null;
  }
}

import {
  type ClientMessageType,
  type ClientPayload,
  type CloseName,
  closeName,
  type ErrorCode,
  type MessageId,
  type ServerPayload,
  SUBPROTOCOL,
} from '@cline-meet/protocol';
import type { Send } from './command-channel.ts';
import { Entrance, finalCode, type MediaOnEntering } from './entrance.ts';
import { Relocation } from './relocation.ts';
import type { Position } from './room-reducer.ts';
import type { RoomSessionOptions } from './session-options.ts';
import type { SavedPlace } from './session-state.ts';
import { SignalingSocket } from './signaling-socket.ts';
import { platformTimers, type TimerId, type Timers } from './timers.ts';

export interface ConnectionOwner {
  /** What the client holds already; null before the first snapshot. */
  position(): Position | null;
  media: MediaOnEntering;
  received(frame: string): void;
  lost(attempt: number, retryAt: number): void;
  /** There is no way back. */
  ended(reason: CloseName | ErrorCode): void;
}

type Envelope = NonNullable<Parameters<Send>[2]>;

const LEAVE_TIMEOUT_MS = 1_000;

/** The way to the room: a socket that is kept open, and the first frame on each that opens. */
export class SessionConnection {
  readonly #owner: ConnectionOwner;
  readonly #roomId: RoomSessionOptions['roomId'];
  readonly #timers: Timers;
  readonly #entrance: Entrance;
  readonly #socket: SignalingSocket;
  readonly #relocation: Relocation;
  /** Grows with each socket, so that a ticket that comes too late is seen to be of a former one. */
  #generation = 0;
  #hasAskedToEnter = false;
  #isLeaving = false;
  #leaveTimer: TimerId | undefined;

  constructor(options: RoomSessionOptions, owner: ConnectionOwner) {
    this.#owner = owner;
    this.#roomId = options.roomId;
    this.#timers = options.timers ?? platformTimers;
    this.#entrance = new Entrance(options);
    const WebSocketClass = options.WebSocket ?? WebSocket;
    const wire = {
      connect: () => new WebSocketClass(options.url, SUBPROTOCOL),
      timers: this.#timers,
      random: options.random ?? Math.random,
    };
    this.#socket = new SignalingSocket({
      ...wire,
      now: options.now ?? Date.now,
      pingFrame: this.#frame('ping', {}),
      listener: {
        opened: () => void this.#enter(),
        received: (frame) => this.#relocation.received(frame),
        lost: (attempt, retryAt) => this.#lost(attempt, retryAt),
        closed: (code) => this.#closed(code),
        isReplacing: () => this.#relocation.isEntering,
      },
    });
    this.#relocation = new Relocation({ ...wire, roomId: options.roomId }, this.#socket, {
      joinFrame: () => {
        const join = this.#entrance.byPlace(owner.position(), owner.media);
        return join && this.#frame('join_room', join);
      },
      received: (frame) => this.#isLeaving || owner.received(frame),
    });
  }

  get place(): SavedPlace | null {
    return this.#entrance.place;
  }

  /** Whether a message would reach the server: at once, or after a move. */
  get isOpen(): boolean {
    return this.#socket.isOpen || this.#relocation.isEntering;
  }

  open(): void {
    this.#socket.reopen();
  }

  tryNow(): void {
    if (!this.#isLeaving && !this.#relocation.isEntering) this.#socket.tryNow();
  }

  /** False where no socket is open; what is not sent is lost. */
  send: Send = (type, payload, envelope) => {
    const frame = this.#frame(type, payload, envelope);
    return this.#relocation.holds(frame) || this.#socket.send(frame);
  };

  /** The server is about to go: takes the place up by a new socket in `delayMs`, and keeps this one until then. */
  move(delayMs: number): void {
    if (!this.#isLeaving) this.#relocation.start(delayMs);
  }

  /** A ping was answered, and so all that was sent before it. */
  answered(pingId: MessageId | undefined): void {
    this.#relocation.answered(pingId);
  }

  entered(connectionId: SavedPlace['connectionId'], resumeToken: string): void {
    this.#entrance.entered({ roomId: this.#roomId, connectionId, resumeToken });
    this.#socket.proved();
  }

  /** Comes back for the events after `seq`. */
  fetchMissing(seq: number): void {
    this.#entrance.gapFound(seq);
    this.#socket.giveUp();
  }

  /** An error that answers the first frame. Where it is about the place a ticket is tried; else a close follows it. */
  refused({ code, retryAfterMs }: ServerPayload<'error'>): void {
    if (code === 'unavailable' && retryAfterMs !== undefined) this.#socket.putOff(retryAfterMs);
    if (code !== 'resume_expired' && code !== 'ticket_invalid') return;
    if (this.#entrance.placeRefused()) this.#socket.reopen();
  }

  close(): void {
    this.#entrance.forget();
    this.#timers.clearTimeout(this.#leaveTimer);
    this.#relocation.stop();
    this.#socket.close();
  }

  /** Gives the place up and closes, at the latest after a second. */
  leave(): void {
    this.#entrance.forget();
    this.#isLeaving = true;
    if (!this.#hasAskedToEnter || !this.#sayGoodbye()) {
      this.close();
      return;
    }
    this.#leaveTimer = this.#timers.setTimeout(() => this.close(), LEAVE_TIMEOUT_MS);
  }

  /** During a move both sockets are told: either may have the place. */
  #sayGoodbye(): boolean {
    const frame = this.#frame('leave_room', {});
    if (!this.#relocation.isEntering) this.#relocation.stop();
    const isTold = this.#socket.send(frame);
    return this.#relocation.alsoSend(frame) || isTold;
  }

  async #enter(): Promise<void> {
    this.#generation += 1;
    this.#hasAskedToEnter = false;
    const generation = this.#generation;
    try {
      const join = await this.#entrance.request(this.#owner.position(), this.#owner.media);
      if (generation !== this.#generation) return;
      this.#hasAskedToEnter = this.send('join_room', join);
    } catch (error) {
      if (generation === this.#generation) this.#ticketFailed(error);
    }
  }

  #ticketFailed(error: unknown): void {
    const code = finalCode(error);
    if (code) this.#owner.ended(code);
    else this.#socket.giveUp();
  }

  #lost(attempt: number, retryAt: number): void {
    this.#generation += 1;
    this.#relocation.stop();
    if (this.#isLeaving) this.close();
    else this.#owner.lost(attempt, retryAt);
  }

  #closed(code: number): void {
    this.#generation += 1;
    this.#relocation.stop();
    if (this.#isLeaving) {
      this.close();
      return;
    }
    const name = closeName(code) ?? 'internal';
    const isAboutPlace = name === 'resumeExpired' || name === 'ticketInvalid';
    if (isAboutPlace && this.#entrance.placeRefused()) this.#socket.reopen();
    else this.#owner.ended(name);
  }

  #frame<Type extends ClientMessageType>(type: Type, payload: ClientPayload<Type>, envelope: Envelope = {}): string {
    return JSON.stringify({ type, roomId: this.#roomId, payload, ...envelope });
  }
}

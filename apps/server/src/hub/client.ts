import { randomUUID } from 'node:crypto';
import { type CloseName, closeCodes, type RoomId, type ServerMessage } from '@cline-meet/protocol';
import type { RawData, WebSocket } from 'ws';
import type { Clock } from '../lib/clock.ts';
import type { Actor, SocketId } from '../room/model.ts';
import { RateLimit } from './rate-limit.ts';
import { TaskQueue } from './task-queue.ts';

/** What may wait to be handled: enough for any honest burst of signals. */
const MAX_QUEUED_BYTES = 2 * 1024 * 1024;
/** What may wait to be sent to a client that reads too slowly. */
const MAX_BUFFERED_BYTES = 1024 * 1024;

export type ClientState =
  | { phase: 'connecting'; sinceMs: number }
  | { phase: 'waiting'; actor: Actor; resumeToken: string }
  | { phase: 'joined'; actor: Actor; resumeToken: string }
  /** `actor` is the place that it had, until that has been dealt with. */
  | { phase: 'closed'; actor: Actor | null };

/** What a socket's life tells its hub. The calls of one client never overlap. */
export interface ClientOwner {
  received(client: Client, frame: string): Promise<void>;
  /** Called once, after everything that came before it. `closeCode` is 1006 where the socket just broke. */
  departed(client: Client, closeCode: number): Promise<void>;
  failed(client: Client, error: unknown): void;
}

/** One socket from accept to close. Who speaks through it is in its state. */
export class Client {
  readonly socketId: SocketId = randomUUID();
  /** The room in the socket's address. Balancers route by it, so it is the only one that this client may speak of. */
  readonly roomId: RoomId;
  readonly rate: RateLimit;
  /** How often its connection had moved when it came to this socket. */
  moves = 0;
  /** Resolves when the socket itself is closed, which is later than {@link close} where the peer is slow to answer. */
  readonly ended: Promise<void>;
  readonly #socket: WebSocket;
  readonly #owner: ClientOwner;
  readonly #clock: Clock;
  readonly #queue: TaskQueue;
  #state: ClientState;
  #heardAtMs: number;
  #iceServersGivenAtMs: number | null = null;

  constructor(socket: WebSocket, roomId: RoomId, owner: ClientOwner, clock: Clock) {
    this.roomId = roomId;
    this.#socket = socket;
    this.#owner = owner;
    this.#clock = clock;
    this.#heardAtMs = clock.now();
    this.rate = new RateLimit(this.#heardAtMs);
    this.#state = { phase: 'connecting', sinceMs: this.#heardAtMs };
    this.#queue = new TaskQueue(MAX_QUEUED_BYTES, (error) => owner.failed(this, error));
    socket.on('message', (data, isBinary) => this.#message(data, isBinary));
    socket.on('close', (code) => this.#departed(code));
    this.ended = new Promise((resolve) => socket.once('close', () => resolve()));
    // A frame over the limit or a broken one: ws closes the socket itself, with the code of RFC 6455.
    socket.on('error', () => {});
  }

  get state(): ClientState {
    return this.#state;
  }

  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  /** Null until there is a place inside the room. */
  get iceServersGivenAtMs(): number | null {
    return this.#iceServersGivenAtMs;
  }

  /** Notes that ICE servers, with fresh credentials, were sent just now. */
  iceServersGiven(): void {
    this.#iceServersGivenAtMs = this.#clock.now();
  }

  /** Who speaks here; null until there is a place in a room. */
  get actor(): Actor | null {
    return this.#state.phase === 'connecting' ? null : this.#state.actor;
  }

  /** Gives this socket a place. One that closed meanwhile remembers it, so that it can be given up. */
  take(place: Extract<ClientState, { phase: 'waiting' | 'joined' }>): void {
    this.#state = this.#state.phase === 'closed' ? { phase: 'closed', actor: place.actor } : place;
  }

  send(message: ServerMessage): void {
    this.sendFrame(JSON.stringify(message));
  }

  /** Sends JSON that is serialised already. Nothing is sent after the close. */
  sendFrame(frame: string | Buffer): void {
    if (this.#state.phase === 'closed') return;
    this.#socket.send(frame, { binary: false });
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) this.close('slowReader');
  }

  /** Closes with a code of the protocol. What the client sent and was not handled yet is dropped. */
  close(name: CloseName): void {
    if (this.#state.phase === 'closed') return;
    const { code } = closeCodes[name];
    this.#queue.clear();
    this.#departed(code);
    this.#socket.close(code, name);
  }

  /** For a peer that does not answer the close. */
  terminate(): void {
    this.#socket.terminate();
  }

  #message(data: RawData, isBinary: boolean): void {
    if (this.#state.phase === 'closed') return;
    this.#heardAtMs = this.#clock.now();
    if (isBinary) {
      this.close('badMessage');
      return;
    }
    const frame = data.toString();
    if (!this.#queue.push(() => this.#owner.received(this, frame), frame.length)) this.close('rateLimited');
  }

  #departed(closeCode: number): void {
    if (this.#state.phase === 'closed') return;
    this.#state = { phase: 'closed', actor: this.actor };
    this.#queue.pushLast(() => this.#owner.departed(this, closeCode));
  }
}

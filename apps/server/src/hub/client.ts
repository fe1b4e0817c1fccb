import { randomUUID } from 'node:crypto';
import { type CloseName, closeCodes, type RoomId, type ServerMessage } from '@cline-meet/protocol';
import type { Clock } from '../lib/clock.ts';
import { textFrame, textOf } from '../lib/websocket/frames.ts';
import type { ServerSocket, SocketListener } from '../lib/websocket/server-socket.ts';
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

/** What a client needs of its socket. */
export type ClientSocket = Pick<ServerSocket, 'send' | 'close' | 'terminate' | 'bufferedBytes'>;

/** One socket from accept to close. Who speaks through it is in its state. */
export class Client implements SocketListener {
  readonly socketId: SocketId = randomUUID();
  /** The room in the socket's address. Balancers route by it, so it is the only one that this client may speak of. */
  readonly roomId: RoomId;
  readonly rate: RateLimit;
  /** How often its connection had moved when it came to this socket. */
  moves = 0;
  /** Resolves when the socket itself is closed, which is later than {@link close} where the peer is slow to answer. */
  readonly ended: Promise<void>;
  readonly #socket: ClientSocket;
  readonly #owner: ClientOwner;
  readonly #clock: Clock;
  readonly #queue: TaskQueue;
  #state: ClientState;
  #heardAtMs: number;
  #iceServersGivenAtMs: number | null = null;
  #hasReported = false;
  #end: () => void = () => {};

  constructor(socket: ClientSocket, roomId: RoomId, owner: ClientOwner, clock: Clock) {
    this.roomId = roomId;
    this.#socket = socket;
    this.#owner = owner;
    this.#clock = clock;
    this.#heardAtMs = clock.now();
    this.rate = new RateLimit(this.#heardAtMs);
    this.#state = { phase: 'connecting', sinceMs: this.#heardAtMs };
    this.#queue = new TaskQueue(MAX_QUEUED_BYTES, (error) => owner.failed(this, error));
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
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

  /** True once. */
  isFirstReport(): boolean {
    const isFirst = !this.#hasReported;
    this.#hasReported = true;
    return isFirst;
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
    this.sendJson(JSON.stringify(message));
  }

  /** Sends a `ServerMessage` that is serialised already. */
  sendJson(json: string): void {
    this.sendFrame(textFrame(json));
  }

  /** Sends a frame that is built already. Nothing is sent after the close. */
  sendFrame(frame: Buffer): void {
    if (this.#state.phase === 'closed') return;
    this.#socket.send(frame);
    if (this.#socket.bufferedBytes > MAX_BUFFERED_BYTES) this.close('slowReader');
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

  receivedText(payload: Buffer): void {
    if (this.#state.phase === 'closed') return;
    this.#heardAtMs = this.#clock.now();
    const frame = textOf(payload);
    if (!this.#queue.push(() => this.#owner.received(this, frame), frame.length)) this.close('rateLimited');
  }

  receivedBinary(): void {
    this.close('badMessage');
  }

  closed(code: number): void {
    this.#departed(code);
    this.#end();
  }

  #departed(closeCode: number): void {
    if (this.#state.phase === 'closed') return;
    this.#state = { phase: 'closed', actor: this.actor };
    this.#queue.pushLast(() => this.#owner.departed(this, closeCode));
  }
}

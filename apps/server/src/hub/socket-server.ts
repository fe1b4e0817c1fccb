import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { limits, RoomId, SUBPROTOCOL } from '@cline-meet/protocol';
import { handshakeAnswer, handshakeFault, offeredProtocols, refusal } from '../lib/websocket/handshake.ts';
import { ServerSocket, type SocketListener } from '../lib/websocket/server-socket.ts';
import { WriteTurn } from '../lib/websocket/write-turn.ts';

const PATH = '/ws';
/** How long a peer may take to answer a close before its socket is cut: who does not read would hold a drained pod up. */
const FAREWELL_MS = 1000;

export interface SocketServerOptions {
  /** Whose pages may open a socket (RFC 6455, section 10.2). */
  readonly allowedOrigins: (origin: string | undefined, host: string | undefined) => boolean;
  /** Whether one more socket may come in now. */
  readonly hasRoom: () => boolean;
  readonly connected: (socket: ServerSocket, roomId: RoomId) => SocketListener;
}

/** Upgrades requests for `/ws?room=<roomId>` (RFC 6455) and leaves all other paths alone. */
export class SocketServer {
  readonly #options: SocketServerOptions;
  readonly #turn = new WriteTurn();

  constructor(options: SocketServerOptions) {
    this.#options = options;
  }

  attach(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (this.#upgrade(request, socket, head)) return;
      // Nobody else would ever answer it.
      if (server.listenerCount('upgrade') === 1) refuse(socket, '404 Not Found');
    });
  }

  /** False where the request is not for this path. */
  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const [path, query] = (request.url ?? '').split('?', 2);
    if (path !== PATH) return false;
    const roomId = RoomId.safeParse(new URLSearchParams(query).get('room'));
    const fault = this.#faultOf(request);
    if (fault) refuse(socket, fault);
    else if (!roomId.success) refuse(socket, '400 Bad Request');
    else this.#begin(request, socket, head, roomId.data);
    return true;
  }

  #begin(request: IncomingMessage, stream: Duplex, head: Buffer, roomId: RoomId): void {
    const { clientFrameBytes: maxMessageBytes } = limits;
    const socket = new ServerSocket({ stream, turn: this.#turn, maxMessageBytes, closeTimeoutMs: FAREWELL_MS });
    socket.begin(handshakeAnswer(request, SUBPROTOCOL), head, this.#options.connected(socket, roomId));
  }

  #faultOf(request: IncomingMessage): string | null {
    const { origin, host } = request.headers;
    if (!this.#options.allowedOrigins(origin, host)) return '403 Forbidden';
    const fault = handshakeFault(request);
    if (fault) return fault;
    if (!offeredProtocols(request).includes(SUBPROTOCOL)) return '400 Bad Request';
    return this.#options.hasRoom() ? null : '503 Service Unavailable';
  }
}

function refuse(socket: Duplex, status: string): void {
  // Without a listener, a peer that resets now would end the process.
  socket.on('error', () => {});
  socket.end(refusal(status));
}

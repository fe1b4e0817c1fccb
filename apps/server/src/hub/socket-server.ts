import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { limits, RoomId, SUBPROTOCOL } from '@cline-meet/protocol';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';

const PATH = '/ws';
/** How long a peer may take to answer a close before its socket is cut: who does not read would hold a drained pod up. */
const FAREWELL_MS = 1000;

export interface SocketServerOptions {
  readonly allowedOrigins: (origin: string | undefined, host: string | undefined) => boolean;
  /** Whether one more socket may come in now. */
  readonly hasRoom: () => boolean;
  readonly connected: (socket: WebSocket, roomId: RoomId) => void;
}

type Refusal = '400 Bad Request' | '403 Forbidden' | '404 Not Found' | '503 Service Unavailable';

/** The published types do not know `closeTimeout` yet. */
const webSocketOptions: ServerOptions & { closeTimeout: number } = {
  noServer: true,
  // The hub keeps its own set.
  clientTracking: false,
  maxPayload: limits.clientFrameBytes,
  perMessageDeflate: false,
  closeTimeout: FAREWELL_MS,
  handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
};

/** Upgrades requests for `/ws?room=<roomId>` (RFC 6455) and leaves all other paths alone. */
export class SocketServer {
  readonly #options: SocketServerOptions;
  readonly #webSockets = new WebSocketServer(webSocketOptions);

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
    const refusal = this.#refusalOf(request);
    if (refusal) refuse(socket, refusal);
    else if (!roomId.success) refuse(socket, '400 Bad Request');
    else {
      const connected = (webSocket: WebSocket) => this.#options.connected(webSocket, roomId.data);
      this.#webSockets.handleUpgrade(request, socket, head, connected);
    }
    return true;
  }

  #refusalOf({ headers }: IncomingMessage): Refusal | null {
    if (!this.#options.allowedOrigins(headers.origin, headers.host)) return '403 Forbidden';
    const offered = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim());
    if (!offered?.includes(SUBPROTOCOL)) return '400 Bad Request';
    return this.#options.hasRoom() ? null : '503 Service Unavailable';
  }
}

function refuse(socket: Duplex, status: Refusal): void {
  // Without a listener, a peer that resets now would end the process.
  socket.on('error', () => {});
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

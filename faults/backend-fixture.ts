import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export interface Greeting {
  name: string;
  url: string;
  headers: Record<string, string>;
}

/**
 * Says who it is to whoever comes: over a WebSocket as the first message, over HTTP with what it was asked. Assets may be
 * kept for ever, as those of the web app.
 */
export class Backend {
  readonly name: string;
  /** Whether it takes sockets: one that drains answers 503 instead. */
  takesSockets = true;
  #server: Server | null = null;
  #port = 0;

  constructor(name: string) {
    this.name = name;
  }

  get port(): number {
    return this.#port;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      if (request.url?.startsWith('/assets/'))
        response.setHeader('cache-control', 'public, max-age=31536000, immutable');
      response.end(JSON.stringify({ name: this.name, headers: request.headers, url: request.url }));
    });
    const sockets = new WebSocketServer({ noServer: true });
    server.on('upgrade', (request, socket, head) => {
      if (!this.takesSockets)
        socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      else sockets.handleUpgrade(request, socket, head, (webSocket) => this.#greet(webSocket, request));
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    this.#connections(server);
  }

  /** As a process that is killed: its connections are cut and nobody listens any more. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    for (const cut of this.#cuts.splice(0)) cut();
    await closed;
  }

  readonly #cuts: (() => void)[] = [];

  #connections(server: Server): void {
    server.on('connection', (socket) => this.#cuts.push(() => socket.destroy()));
  }

  #greet(webSocket: WebSocket, { headers, url }: IncomingMessage): void {
    webSocket.send(JSON.stringify({ name: this.name, headers, url }));
  }
}

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to the server that a test can cut: a TCP relay on a loopback port of its own. */
export class Network {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #serverPort: number;
  #isUp = true;

  static async to(serverUrl: string): Promise<Network> {
    const network = new Network(serverUrl);
    network.#server.listen(0, '127.0.0.1');
    await once(network.#server, 'listening');
    return network;
  }

  private constructor(serverUrl: string) {
    this.#serverPort = portOf(serverUrl);
    this.#server = createServer((browser) => this.#relay(browser));
  }

  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Breaks every connection and lets none through until {@link restore}. */
  cut(): void {
    this.#isUp = false;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  restore(): void {
    this.#isUp = true;
  }

  /** Leads new connections to another server and leaves those that there are, as a balancer does. */
  leadTo(serverUrl: string): void {
    this.#serverPort = portOf(serverUrl);
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #relay(browser: Socket): void {
    if (!this.#isUp) {
      browser.resetAndDestroy();
      return;
    }
    const server = connect(this.#serverPort, '127.0.0.1');
    for (const [socket, other] of [
      [browser, server],
      [server, browser],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to the server that a test can cut: a TCP relay on a loopback port of its own. */
export class Network {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isUp = true;

  static async to(serverUrl: string): Promise<Network> {
    const network = new Network(Number(new URL(serverUrl).port));
    network.#server.listen(0, '127.0.0.1');
    await once(network.#server, 'listening');
    return network;
  }

  private constructor(serverPort: number) {
    this.#server = createServer((browser) => this.#relay(browser, serverPort));
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

  close(): void {
    this.cut();
    this.#server.close();
  }

  #relay(browser: Socket, serverPort: number): void {
    if (!this.#isUp) {
      browser.resetAndDestroy();
      return;
    }
    const server = connect(serverPort, '127.0.0.1');
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

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  isFrozen: boolean;
}

/** What a wire does to what comes back from the far end: the chunks that go on instead of it. */
export type Filter = (chunk: Buffer) => Buffer[];

/** A TCP connection's way through the test: it can be cut, be frozen without a word, or lead nowhere at all. */
export class Wire {
  readonly port: number;
  readonly #server: Server;
  readonly #target: () => number;
  readonly #newFilter: (() => Filter) | null;
  readonly #pairs = new Set<Pair>();
  #isDown = false;

  /** `newFilter` is asked once for each connection. */
  static async open(target: () => number, newFilter: (() => Filter) | null = null): Promise<Wire> {
    const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Wire(server, target, newFilter);
  }

  private constructor(server: Server, target: () => number, newFilter: (() => Filter) | null) {
    this.#server = server;
    this.#target = target;
    this.#newFilter = newFilter;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (near) => this.#join(near));
  }

  /** The connections of now carry nothing any more, and nobody is told: a half-open socket (RFC 9293, section 3.5.1). */
  freeze(): void {
    for (const pair of this.#pairs) pair.isFrozen = true;
  }

  /** Breaks the connections of now, with a reset. */
  cut(): void {
    for (const { near, far } of this.#pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
    this.#pairs.clear();
  }

  /** As {@link cut}, and no new one comes through. */
  takeDown(): void {
    this.#isDown = true;
    this.cut();
  }

  async close(): Promise<void> {
    this.takeDown();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #join(near: Socket): void {
    near.on('error', () => {});
    if (this.#isDown) {
      near.resetAndDestroy();
      return;
    }
    const far = connect({ port: this.#target(), host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    near.setNoDelay(true);
    const pair: Pair = { near, far, isFrozen: false };
    this.#pairs.add(pair);
    const filter = this.#newFilter?.() ?? ((chunk: Buffer) => [chunk]);
    this.#forward(pair, near, far, (chunk) => [chunk]);
    this.#forward(pair, far, near, filter);
  }

  #forward(pair: Pair, from: Socket, to: Socket, filter: Filter): void {
    from.on('error', () => {});
    from.on('data', (chunk) => {
      if (pair.isFrozen) return;
      const flows = filter(chunk).map((each) => to.write(each));
      if (flows.at(-1) === false) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    });
    from.on('end', () => pair.isFrozen || to.end());
    from.on('close', () => {
      // Whoever is cut off from a frozen connection learns nothing of the other end.
      if (pair.isFrozen) return;
      this.#pairs.delete(pair);
      to.destroy();
    });
  }
}

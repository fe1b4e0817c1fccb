import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { nextLoopbackAddress } from '../loopback.ts';
import type { Person } from './side.ts';

/** Someone at a server that passes bytes on and knows no rooms (`sockets/passing-server.ts`). */
export class NetPerson implements Person {
  onMessage: () => void = () => {};
  readonly number: number;
  readonly #socket: Socket;
  readonly #message: Buffer;
  /** Of the message that is coming in. */
  #bytes = 0;

  private constructor(socket: Socket, number: number, message: Buffer) {
    this.#socket = socket;
    this.number = number;
    this.#message = message;
  }

  /** All that it sends and receives is as long as `message`. */
  static async open(port: number, message: Buffer): Promise<NetPerson> {
    const socket = connect({ port, host: '127.0.0.1', localAddress: nextLoopbackAddress(), noDelay: true });
    socket.on('error', () => {});
    const [number] = await once(socket, 'data');
    return new NetPerson(socket, number.readUInt32BE(), message);
  }

  /** Says who gets what this one sends. Resolves when the server knows. */
  async speakTo({ number }: NetPerson): Promise<void> {
    const target = Buffer.alloc(4);
    target.writeUInt32BE(number);
    this.#socket.write(target);
    await once(this.#socket, 'data');
    this.#socket.on('data', (chunk: Buffer) => {
      this.#bytes += chunk.length;
      for (; this.#bytes >= this.#message.length; this.#bytes -= this.#message.length) this.onMessage();
    });
  }

  get isGone(): boolean {
    return this.#socket.destroyed;
  }

  send(): void {
    this.#socket.write(this.#message);
  }

  ping(): void {
    this.send();
  }

  close(): void {
    this.#socket.destroy();
  }
}

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { clientFrame } from '../../apps/server/src/lib/websocket/client-frame-fixture.ts';
import { nextLoopbackAddress } from '../loopback.ts';
import { chatOf } from './chat-text.ts';
import type { Peer } from './peer.ts';
import { answerBytes, MESSAGE_BYTES } from './raw-protocol.ts';
import { upgrade } from './upgrade.ts';

/** A client that costs the generator little: it counts whole messages by their lengths and looks into none. */
export class CountingClient {
  messages = 0;
  onMessages: (count: number) => void = () => {};
  readonly #socket: Socket;
  /** Most clients never say anything: it is built when it is needed. */
  readonly #build: () => Buffer;
  #message: Buffer | null = null;
  readonly #isRaw: boolean;
  /** Bytes of the message under way that are still to come. */
  #missing = 0;
  #head = Buffer.alloc(0);

  private constructor(socket: Socket, build: () => Buffer, isRaw: boolean) {
    this.#socket = socket;
    this.#build = build;
    this.#isRaw = isRaw;
    socket.on('data', (chunk: Buffer) => this.#count(chunk));
    socket.on('error', () => {});
  }

  static async open({ name, port }: Peer, room: string): Promise<CountingClient> {
    const socket = connect({ port, host: '127.0.0.1', localAddress: nextLoopbackAddress(), noDelay: true });
    await once(socket, 'connect');
    if (name === 'node:net' || name === 'C') {
      socket.write(room);
      await once(socket, 'data');
      return new CountingClient(socket, () => Buffer.alloc(MESSAGE_BYTES, 'm'), true);
    }
    const path = name === 'socket.io' ? `/socket.io/?EIO=4&transport=websocket&room=${room}` : `/?room=${room}`;
    await upgrade(socket, path);
    if (name !== 'socket.io') return new CountingClient(socket, () => clientFrame({ payload: chatOf(room) }), false);
    await once(socket, 'data');
    socket.write(clientFrame({ payload: '40' }));
    await once(socket, 'data');
    const payload = () => `42${JSON.stringify(['chat', chatOf(room)])}`;
    return new CountingClient(socket, () => clientFrame({ payload: payload() }), false);
  }

  send(count: number): void {
    this.#message ??= this.#build();
    for (let sent = 0; sent < count; sent += 1) this.#socket.write(this.#message);
  }

  close(): void {
    this.#socket.destroy();
  }

  #count(chunk: Buffer): void {
    const before = this.messages;
    if (this.#isRaw) this.#countRaw(chunk.length);
    else this.#countFrames(chunk);
    if (this.messages > before) this.onMessages(this.messages - before);
  }

  #countRaw(bytes: number): void {
    this.#missing += bytes;
    const whole = Math.floor(this.#missing / answerBytes.length);
    this.messages += whole;
    this.#missing -= whole * answerBytes.length;
  }

  #countFrames(chunk: Buffer): void {
    let bytes = chunk;
    if (this.#head.length > 0) {
      bytes = Buffer.concat([this.#head, chunk]);
      this.#head = Buffer.alloc(0);
    }
    let at = this.#missing;
    while (at < bytes.length) {
      const short = bytes[at + 1];
      const isWhole = short !== undefined && (short < 126 || at + 4 <= bytes.length);
      if (!isWhole) break;
      this.messages += 1;
      at += short < 126 ? 2 + short : 4 + bytes.readUInt16BE(at + 2);
    }
    if (at < bytes.length) this.#head = Buffer.from(bytes.subarray(at));
    this.#missing = Math.max(0, at - bytes.length);
  }
}

/** Of as many bytes as a raw server reads. */
export const roomName = (room: number): string => `room${String(room).padStart(4, '0')}`;

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientFrame, closePayload } from './client-frame-fixture.ts';
import { Opcode, textFrame } from './frames.ts';
import { handshakeAnswer, handshakeFault, refusal } from './handshake.ts';
import { ServerSocket, type SocketListener } from './server-socket.ts';
import { WriteTurn } from './write-turn.ts';

const CLOSE_TIMEOUT_MS = 100;
const REQUEST =
  'GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';

/** The server's end, which keeps what it is told. */
class Listener implements SocketListener {
  readonly texts: string[] = [];
  readonly closed: (code: number) => void;
  readonly whenClosed: Promise<number>;
  binaries = 0;
  received: (text: string) => void = () => {};

  constructor() {
    let closed: (code: number) => void = () => {};
    this.whenClosed = new Promise((resolve) => {
      closed = resolve;
    });
    this.closed = closed;
  }

  receivedText(payload: Buffer): void {
    this.texts.push(payload.toString());
    this.received(payload.toString());
  }

  receivedBinary(): void {
    this.binaries += 1;
  }
}

let server: Server;
let accepted: Promise<{ socket: ServerSocket; listener: Listener }>;

beforeEach(async () => {
  const turn = new WriteTurn();
  server = createServer().listen(0, '127.0.0.1');
  accepted = new Promise((resolve) => {
    server.on('upgrade', (request, stream, head) => {
      const fault = handshakeFault(request);
      if (fault) {
        stream.end(refusal(fault));
        return;
      }
      const socket = new ServerSocket({ stream, turn, maxMessageBytes: 1000, closeTimeoutMs: CLOSE_TIMEOUT_MS });
      const listener = new Listener();
      socket.begin(handshakeAnswer(request, 'chat'), head, listener);
      resolve({ socket, listener });
    });
  });
  await once(server, 'listening');
});
afterEach(() => {
  server.close();
});

/** A client that speaks bytes. */
class RawClient {
  readonly socket: Socket;
  readonly chunks: Buffer[] = [];
  readonly ended: Promise<unknown>;

  constructor() {
    this.socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    this.socket.on('data', (chunk: Buffer) => this.chunks.push(chunk));
    this.socket.on('error', () => {});
    this.ended = once(this.socket, 'close');
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString('latin1');
  }

  /** What came after the handshake. */
  get frames(): Buffer {
    const all = Buffer.concat(this.chunks);
    return all.subarray(all.indexOf('\r\n\r\n') + 4);
  }

  async until(done: () => boolean): Promise<void> {
    while (!done()) await once(this.socket, 'data');
  }
}

async function upgraded(after: Buffer = Buffer.alloc(0)) {
  const client = new RawClient();
  client.socket.write(Buffer.concat([Buffer.from(REQUEST), after]));
  const end = await accepted;
  await client.until(() => client.text.includes('\r\n\r\n'));
  return { client, ...end };
}

describe('the handshake', () => {
  it('is answered as in RFC 6455, section 1.3, and takes frames that come with it', async () => {
    const { client, listener } = await upgraded(clientFrame({ payload: 'early' }));
    expect(client.text).toContain('101 Switching Protocols');
    expect(client.text).toContain('Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
    expect(client.text).toContain('Sec-WebSocket-Protocol: chat');
    expect(listener.texts).toEqual(['early']);
    client.socket.destroy();
  });

  it.each([
    ['another method', REQUEST.replace('GET', 'POST'), '405'],
    ['another protocol', REQUEST.replace('WebSocket\r', 'h2c\r'), '400'],
    ['another version', REQUEST.replace('Version: 13', 'Version: 8'), '426'],
    ['no key', REQUEST.replace(/Sec-WebSocket-Key.*\r\n/, ''), '400'],
    ['a key of another length', REQUEST.replace('dGhl', ''), '400'],
  ])('of %s is refused', async (_name, request, status) => {
    const client = new RawClient();
    client.socket.write(request);
    await client.ended;
    expect(client.text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    if (status === '426') expect(client.text).toContain('Sec-WebSocket-Version: 13');
  });
});

describe('what is sent', () => {
  it('in one turn leaves in one piece, in order', async () => {
    const { client, socket } = await upgraded();
    const before = client.chunks.length;
    for (const text of ['one', 'two', 'three']) socket.send(textFrame(text));
    expect(socket.bufferedBytes).toBe(5 + 5 + 7);
    await client.until(() => client.frames.length >= 17);
    expect(client.chunks.length).toBe(before + 1);
    expect(client.frames).toEqual(Buffer.concat(['one', 'two', 'three'].map(textFrame)));
    expect(socket.bufferedBytes).toBe(0);
    client.socket.destroy();
  });

  it('to one who does not read is counted', async () => {
    const { client, socket } = await upgraded();
    client.socket.pause();
    const frame = textFrame('x'.repeat(1_000_000));
    while (socket.bufferedBytes < 2_000_000) {
      socket.send(frame);
      await new Promise(setImmediate);
    }
    client.socket.destroy();
  });

  it('answers pings, with their payload, as long as they are read', async () => {
    const { client } = await upgraded();
    client.socket.write(clientFrame({ opcode: Opcode.ping, payload: 'are you there' }));
    await client.until(() => client.frames.length > 0);
    expect(client.frames).toEqual(Buffer.concat([Buffer.from([0x8a, 13]), Buffer.from('are you there')]));
    client.socket.destroy();
  });
});

describe('a close', () => {
  it('by the peer is answered with its code, and the server ends the connection', async () => {
    const { client, listener } = await upgraded();
    client.socket.write(clientFrame({ opcode: Opcode.close, payload: closePayload(4321, 'enough') }));
    // Too late to count, and no fault.
    client.socket.write(clientFrame({ payload: 'late' }));
    await client.ended;
    expect(await listener.whenClosed).toBe(4321);
    expect(client.frames).toEqual(Buffer.from([0x88, 2, 0x10, 0xe1]));
    expect(listener.texts).toEqual([]);
  });

  it('without a code is answered, and told as 1005', async () => {
    const { client, listener } = await upgraded();
    client.socket.write(clientFrame({ opcode: Opcode.close }));
    await client.ended;
    expect(await listener.whenClosed).toBe(1005);
    expect(client.frames).toEqual(Buffer.from([0x88, 2, 0x03, 0xe8]));
  });

  it('by the server says why after what was sent before, and nothing after it', async () => {
    const { client, socket, listener } = await upgraded();
    socket.send(textFrame('last'));
    socket.close(4404, 'removed');
    socket.send(textFrame('never'));
    await client.until(() => client.frames.length >= 17);
    expect(client.frames.subarray(6)).toEqual(Buffer.from('\x88\x09\x11\x34removed', 'latin1'));
    client.socket.write(clientFrame({ payload: 'unread' }));
    client.socket.write(clientFrame({ opcode: Opcode.close, payload: closePayload(4404) }));
    await client.ended;
    expect(await listener.whenClosed).toBe(4404);
    expect(listener.texts).toEqual([]);
  });

  it('that the peer does not answer cuts the connection', async () => {
    const { socket, listener } = await upgraded();
    const startedAt = performance.now();
    socket.close(1000, '');
    expect(await listener.whenClosed).toBe(1006);
    expect(performance.now() - startedAt).toBeGreaterThan(CLOSE_TIMEOUT_MS - 10);
  });

  it('does not happen where the connection breaks: that is 1006', async () => {
    const { client, listener } = await upgraded();
    client.socket.resetAndDestroy();
    expect(await listener.whenClosed).toBe(1006);
  });

  it('is no more than the end of the peer’s half of the connection', async () => {
    const { client, listener } = await upgraded();
    client.socket.end();
    await client.ended;
    expect(await listener.whenClosed).toBe(1006);
  });
});

describe('a fault', () => {
  it.each([
    ['a frame without mask', clientFrame({ payload: 'a', isMasked: false }), 1002],
    ['text that is not UTF-8', clientFrame({ payload: Buffer.from([0xff]) }), 1007],
    ['a message too long', clientFrame({ payload: 'a'.repeat(1001) }), 1009],
  ])('fails the connection, after what came before it: %s', async (_name, bytes, code) => {
    const { client, listener } = await upgraded();
    client.socket.write(Buffer.concat([clientFrame({ payload: 'good' }), bytes, clientFrame({ payload: 'after' })]));
    await client.ended;
    expect(listener.texts).toEqual(['good']);
    expect(client.frames).toEqual(Buffer.from([0x88, 2, code >> 8, code & 0xff]));
    expect(await listener.whenClosed).toBe(1006);
  });

  it('of a listener that closes while messages wait stops them', async () => {
    const { client, socket, listener } = await upgraded();
    listener.received = () => socket.close(4000, '');
    client.socket.write(Buffer.concat(['one', 'two'].map((payload) => clientFrame({ payload }))));
    await client.until(() => client.frames.length > 0);
    expect(listener.texts).toEqual(['one']);
    client.socket.destroy();
  });
});

it('binary messages are told of', async () => {
  const { client, listener } = await upgraded();
  client.socket.write(clientFrame({ opcode: Opcode.binary, payload: 'b' }));
  client.socket.write(clientFrame({ opcode: Opcode.close }));
  await client.ended;
  expect(listener.binaries).toBe(1);
});

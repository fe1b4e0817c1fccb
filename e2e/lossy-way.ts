import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const LOOPBACK = '127.0.0.1';

/** Media in TURN's channels begins with a number from 0x4000 to 0x7FFF (RFC 8656, section 12.4). */
const isChannelData = (packet: Buffer): boolean => ((packet[0] ?? 0) & 0xc0) === 0x40;

/** A way by UDP to a TURN server, which loses as much of the media sent to it as a test wants. */
export class LossyWay {
  /** Of all packets with media, from 0 to 1. */
  loss = 0;
  readonly #front: Socket;
  readonly #serverPort: number;
  /** To the server, by the port of each client. */
  readonly #backs = new Map<number, Socket>();

  static async to(serverPort: number): Promise<LossyWay> {
    const front = createSocket('udp4').bind(0, LOOPBACK);
    await once(front, 'listening');
    return new LossyWay(front, serverPort);
  }

  private constructor(front: Socket, serverPort: number) {
    this.#front = front;
    this.#serverPort = serverPort;
    front.on('message', (packet, { port }) => {
      if (isChannelData(packet) && Math.random() < this.loss) return;
      this.#backOf(port).send(packet, this.#serverPort, LOOPBACK);
    });
  }

  get url(): string {
    return `turn:${LOOPBACK}:${this.#front.address().port}?transport=udp`;
  }

  close(): void {
    for (const socket of [this.#front, ...this.#backs.values()]) socket.close();
  }

  #backOf(port: number): Socket {
    const known = this.#backs.get(port);
    if (known) return known;
    const back = createSocket('udp4');
    back.on('message', (packet) => this.#front.send(packet, port, LOOPBACK));
    this.#backs.set(port, back);
    return back;
  }
}

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { join } from 'node:path';
import type { types } from 'mediasoup';
import { findWorkerBinary, NO_WORKER_NOTICE, WORKER_CACHE_DIR } from './worker-binary.ts';

/** The worker that `npm test` sees to, running. */
export async function startTestWorker(): Promise<types.Worker> {
  const cacheDir = join(import.meta.dirname, '../../../..', WORKER_CACHE_DIR);
  const binary = findWorkerBinary(process.env.MEDIASOUP_WORKER_BIN || null, cacheDir);
  if (binary === null) throw new Error(NO_WORKER_NOTICE);
  process.env.MEDIASOUP_WORKER_BIN = binary;
  const { createWorker } = await import('mediasoup');
  return createWorker({ logLevel: 'none' });
}

export const opus: types.RouterRtpCodecCapability = {
  kind: 'audio',
  mimeType: 'audio/opus',
  clockRate: 48_000,
  channels: 2,
  preferredPayloadType: 100,
};

export const loopback = { protocol: 'udp', ip: '127.0.0.1' } as const;

/** A UDP socket on the loopback interface, which keeps what it receives. */
export class UdpPeer {
  readonly received: Buffer[] = [];
  private readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('message', (packet: Buffer) => this.received.push(packet));
  }

  static async open(port = 0): Promise<UdpPeer> {
    const socket = createSocket('udp4').bind(port, '127.0.0.1');
    await once(socket, 'listening');
    return new UdpPeer(socket);
  }

  get port(): number {
    return this.socket.address().port;
  }

  send(packet: Uint8Array, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.send(packet, port, '127.0.0.1', (error) => (error ? reject(error) : resolve()));
    });
  }

  onPacket(listener: (packet: Buffer, from: RemoteInfo) => void): void {
    this.socket.on('message', listener);
  }

  /** Resolves once `count` packets are there; the test's own time limit ends the wait. */
  async until(count: number): Promise<void> {
    while (this.received.length < count) await once(this.socket, 'message');
  }

  close(): void {
    this.socket.close();
  }
}

export const SSRC = 0x1234_5678;

/** An RTP packet (RFC 3550, section 5.1) of 20 ms Opus, whose payload tells its number. */
export function rtpPacket(sequence: number): Buffer {
  const packet = Buffer.alloc(12 + 40, sequence % 251);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8(opus.preferredPayloadType ?? 0, 1);
  packet.writeUInt16BE(sequence, 2);
  packet.writeUInt32BE(sequence * 960, 4);
  packet.writeUInt32BE(SSRC, 8);
  return packet;
}

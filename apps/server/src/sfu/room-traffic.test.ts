import type { types } from 'mediasoup';
import { describe, expect, it } from 'vitest';
import type { Direction, MediaPeer } from './media-peer.ts';
import { RoomTraffic } from './room-traffic.ts';

interface FakeStats {
  bytesReceived?: number;
  bytesSent?: number;
  rtpPacketLossSent?: number;
  packetCount?: number;
  packetsLost?: number;
  pliCount?: number;
  firCount?: number;
}

/** What mediasoup says of a transport or a producer, which a test changes as it goes on. */
class Fake {
  readonly id: string;
  closed = false;
  stats: FakeStats[];

  constructor(id: string, ...stats: FakeStats[]) {
    this.id = id;
    this.stats = stats;
  }

  async getStats(): Promise<FakeStats[]> {
    if (this.stats.length === 0) throw new Error('closed meanwhile');
    return this.stats;
  }
}

function peerOf(send: Fake, receive: Fake, ...producers: Fake[]): MediaPeer {
  const transport = (direction: Direction) => (direction === 'send' ? send : receive);
  const fake = { transport, producers: new Map(producers.map((producer) => [producer.id, producer])) };
  return fake as unknown as MediaPeer;
}

const stream = { packetCount: 100, packetsLost: 10, pliCount: 2, firCount: 1 };

describe('the traffic of a room', () => {
  it('is what all its people send and receive, and each time what is new', async () => {
    const send = new Fake('send', { bytesReceived: 1000, bytesSent: 10 });
    const receive = new Fake('receive', { bytesReceived: 5, bytesSent: 2000, rtpPacketLossSent: 0.25 });
    const camera = new Fake('camera', stream, stream);
    const traffic = new RoomTraffic();
    const first = { bytesIn: 1005, bytesOut: 2010, packetsIn: 200, packetsLostIn: 20, keyframeRequests: 6 };
    expect(await traffic.measure([peerOf(send, receive, camera)], [])).toEqual({ since: first, lossOut: [0.25] });

    send.stats = [{ bytesReceived: 1500, bytesSent: 10 }];
    camera.stats = [stream, { ...stream, packetCount: 150, packetsLost: 12, firCount: 2 }];
    const { since } = await traffic.measure([peerOf(send, receive, camera)], []);
    expect(since).toEqual({ bytesIn: 500, bytesOut: 0, packetsIn: 50, packetsLostIn: 2, keyframeRequests: 1 });
    expect(traffic.total).toMatchObject({ bytesIn: 1505, packetsIn: 250, packetsLostIn: 22, keyframeRequests: 7 });
  });

  it('is what goes between nodes too', async () => {
    const pipe = new Fake('pipe', { bytesReceived: 300, bytesSent: 400 });
    const traffic = new RoomTraffic();
    const { since, lossOut } = await traffic.measure([], [pipe as unknown as types.PipeTransport]);
    expect({ since, lossOut }).toMatchObject({ since: { bytesIn: 300, bytesOut: 400, packetsIn: 0 }, lossOut: [] });
  });

  it('never shrinks, where losses were mended and where someone left', async () => {
    const [send, receive, camera] = [
      new Fake('send', { bytesReceived: 9 }),
      new Fake('receive'),
      new Fake('c', stream),
    ];
    const traffic = new RoomTraffic();
    await traffic.measure([peerOf(send, receive, camera)], []);
    camera.stats = [{ ...stream, packetCount: 110, packetsLost: 4 }];
    send.closed = true;
    const { since, lossOut } = await traffic.measure([peerOf(send, receive, camera)], []);
    expect(since).toEqual({ bytesIn: 0, bytesOut: 0, packetsIn: 10, packetsLostIn: 0, keyframeRequests: 0 });
    expect(lossOut).toEqual([]);
    expect((await traffic.measure([], [])).since).toMatchObject({ bytesIn: 0, packetsIn: 0 });
    expect(traffic.total).toMatchObject({ bytesIn: 9, packetsIn: 110, packetsLostIn: 10 });
  });
});

import type { types } from 'mediasoup';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loopback, opus, rtpPacket, SSRC, startTestWorker, UdpPeer } from './worker-fixture.ts';

const PACKETS = 200;

let worker: types.Worker;
let router: types.Router;
let speaker: UdpPeer;
let listener: UdpPeer;

beforeEach(async () => {
  worker = await startTestWorker();
  router = await worker.createRouter({ mediaCodecs: [opus] });
  speaker = await UdpPeer.open();
  listener = await UdpPeer.open();
});

afterEach(() => {
  worker.close();
  speaker.close();
  listener.close();
});

async function produce(): Promise<{ producer: types.Producer; port: number }> {
  const transport = await router.createPlainTransport({ listenInfo: loopback, comedia: true, rtcpMux: true });
  const producer = await transport.produce({
    kind: 'audio',
    rtpParameters: {
      codecs: [{ mimeType: 'audio/opus', payloadType: 100, clockRate: 48_000, channels: 2 }],
      encodings: [{ ssrc: SSRC }],
    },
  });
  return { producer, port: transport.tuple.localPort };
}

async function consume(from: types.Router, producerId: string): Promise<types.Consumer> {
  const transport = await from.createPlainTransport({ listenInfo: loopback, rtcpMux: false });
  await transport.connect({ ip: '127.0.0.1', port: listener.port, rtcpPort: speaker.port });
  return transport.consume({ producerId, rtpCapabilities: router.rtpCapabilities });
}

async function speak(port: number): Promise<void> {
  for (let sequence = 1; sequence <= PACKETS; sequence += 1) await speaker.send(rtpPacket(sequence), port);
}

function expectEveryPacketOnce(consumer: types.Consumer): void {
  const packets = listener.received;
  const first = packets[0]?.readUInt16BE(2) ?? 0;
  expect(packets.map((packet) => (packet.readUInt16BE(2) - first) & 0xffff)).toEqual(
    Array.from({ length: PACKETS }, (_, index) => index),
  );
  expect(packets.map((packet) => packet.subarray(-40))).toEqual(
    Array.from({ length: PACKETS }, (_, index) => rtpPacket(index + 1).subarray(-40)),
  );
  const ssrc = consumer.rtpParameters.encodings?.[0]?.ssrc;
  expect(new Set(packets.map((packet) => packet.readUInt32BE(8)))).toEqual(new Set([ssrc]));
}

describe("mediasoup's worker", { timeout: 20_000 }, () => {
  it('carries every packet from a producer to a consumer, in order and unchanged', async () => {
    const { producer, port } = await produce();
    const consumer = await consume(router, producer.id);
    await speak(port);
    await listener.until(PACKETS);
    expectEveryPacketOnce(consumer);
  });

  it('carries them encrypted (SRTP) to another router', async () => {
    const { producer, port } = await produce();
    const other = await worker.createRouter({ mediaCodecs: [opus] });
    const pipe = { producerId: producer.id, router: other, enableSrtp: true, keepId: false };
    const { pipeProducer } = await router.pipeToRouter(pipe);
    const consumer = await consume(other, pipeProducer?.id ?? '');
    await speak(port);
    await listener.until(PACKETS);
    expectEveryPacketOnce(consumer);
  });

  it('carries nothing of a stream that no producer has announced', async () => {
    const { producer, port } = await produce();
    await consume(router, producer.id);
    const stranger = rtpPacket(1);
    stranger.writeUInt32BE(SSRC + 1, 8);
    await speaker.send(stranger, port);
    await speaker.send(rtpPacket(2), port);
    await listener.until(1);
    expect(listener.received.map((packet) => packet.subarray(-40))).toEqual([rtpPacket(2).subarray(-40)]);
  });

  it('outlives datagrams of any content', async () => {
    const { port } = await produce();
    const transport = await router.createWebRtcTransport({ listenInfos: [loopback], enableSctp: true });
    const ports = [port, ...transport.iceCandidates.map((candidate) => candidate.port)];
    for (const packet of hostilePackets()) for (const target of ports) await speaker.send(packet, target);
    expect((await worker.dump()).routerIds).toEqual([router.id]);
    expect(worker.died).toBe(false);
    expect(transport.iceState).toBe('new');
  });
});

/** Packets that begin like STUN, DTLS, RTP, RTCP or nothing known (RFC 7983), cut short and with fields of all ones. */
function* hostilePackets(): Generator<Buffer> {
  for (const firstByte of [0x00, 0x01, 0x14, 0x16, 0x40, 0x80, 0x90, 0xbf, 0xff]) {
    for (const fill of [0x00, 0x7f, 0xc8, 0xff]) {
      for (const length of [1, 2, 4, 8, 11, 12, 13, 20, 21, 28, 100, 1500]) {
        const packet = Buffer.alloc(length, fill);
        packet.writeUInt8(firstByte, 0);
        yield packet;
      }
    }
  }
}

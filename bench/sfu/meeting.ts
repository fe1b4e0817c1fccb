import type { types } from 'mediasoup';
import { startTestWorker } from '../../apps/server/src/sfu/worker-fixture.ts';
import { type Kind, OPUS_PAYLOAD_TYPE, Stream, VP8_PAYLOAD_TYPE } from './packets.ts';

/** As many as the largest meeting has. */
export const PEOPLE = 50;
/** Heard at once: what a media node passes on of a room of more than twenty. */
export const SPEAKERS = 8;
/** Seen at once: a page of the grid. */
export const PICTURES_SEEN = 9;
export const HEARERS = PEOPLE - 1;

export interface Source {
  readonly stream: Stream;
  readonly port: number;
}

const codecs: Record<Kind, types.RtpCodecParameters> = {
  sound: { mimeType: 'audio/opus', payloadType: OPUS_PAYLOAD_TYPE, clockRate: 48_000, channels: 2 },
  picture: { mimeType: 'video/VP8', payloadType: VP8_PAYLOAD_TYPE, clockRate: 90_000 },
};

/** A full room on one worker: everybody's picture, the voices of the loudest, SRTP on both ways. */
export class Meeting {
  readonly worker: types.Worker;
  readonly #router: types.Router;
  readonly #consumers: types.Consumer[] = [];
  readonly sources: Source[] = [];

  private constructor(worker: types.Worker, router: types.Router) {
    this.worker = worker;
    this.#router = router;
  }

  static async open(firstSinkPort: number): Promise<Meeting> {
    const worker = await startTestWorker();
    const router = await worker.createRouter({
      mediaCodecs: [
        { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
        { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
      ],
    });
    const meeting = new Meeting(worker, router);
    const voices = await meeting.#sources('sound', SPEAKERS);
    const pictures = await meeting.#sources('picture', PEOPLE);
    for (let person = 0; person < PEOPLE; person += 1) {
      const seen = Array.from({ length: PICTURES_SEEN }, (_, index) => pictures[(person + 1 + index) % PEOPLE]);
      const heard = voices.filter((_, speaker) => speaker !== person);
      await meeting.#receive(firstSinkPort + person, [...heard, ...seen.filter((id) => id !== undefined)]);
    }
    return meeting;
  }

  /** What has gone out so far. Costs the worker time itself. */
  async packetsOut(): Promise<number> {
    const counts = this.#consumers.map(async (consumer) => {
      const stats = await consumer.getStats();
      return stats.find(({ type }) => type === 'outbound-rtp')?.packetCount ?? 0;
    });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  async cpuSeconds(): Promise<number> {
    const { ru_utime: userMs, ru_stime: systemMs } = await this.worker.getResourceUsage();
    return (userMs + systemMs) / 1000;
  }

  close(): void {
    this.worker.close();
  }

  /** Resolves to the ids of the producers. */
  async #sources(kind: Kind, count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const stream = new Stream(kind, 1000 + this.sources.length);
      const transport = await this.#transport();
      const keying = stream.keying.toString('base64');
      await transport.connect({ srtpParameters: { cryptoSuite: 'AES_CM_128_HMAC_SHA1_80', keyBase64: keying } });
      const producer = await transport.produce({
        kind: kind === 'sound' ? 'audio' : 'video',
        rtpParameters: { codecs: [codecs[kind]], encodings: [{ ssrc: stream.ssrc }] },
      });
      this.sources.push({ stream, port: transport.tuple.localPort });
      ids.push(producer.id);
    }
    return ids;
  }

  async #receive(port: number, producerIds: readonly string[]): Promise<void> {
    const transport = await this.#transport(false);
    const { srtpParameters } = transport;
    if (!srtpParameters) throw new Error('not protected');
    await transport.connect({ ip: '127.0.0.1', port, srtpParameters });
    const { rtpCapabilities } = this.#router;
    for (const producerId of producerIds) {
      this.#consumers.push(await transport.consume({ producerId, rtpCapabilities }));
    }
  }

  /** `comedia`: where packets come from is learnt from the first. */
  #transport(comedia = true): Promise<types.PlainTransport> {
    return this.#router.createPlainTransport({
      listenInfo: { protocol: 'udp', ip: '127.0.0.1', recvBufferSize: 4 << 20 },
      rtcpMux: true,
      comedia,
      enableSrtp: true,
      srtpCryptoSuite: 'AES_CM_128_HMAC_SHA1_80',
    });
  }
}

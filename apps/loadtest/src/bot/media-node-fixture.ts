import type { types } from 'mediasoup';
import type { types as client } from 'mediasoup-client';
import { cachedWorker } from '../../../../scripts/sfu-worker.mjs';
import { type Counter, Recorder } from '../measure/recorder.ts';
import { loopbackOnly } from './loopback-only.ts';
import { MediaMeter } from './media-meter.ts';
import { nodeDevice } from './node-device.ts';
import { type SampleSource, SampleTrack } from './sample-track.ts';

const TICK_MS = 10;
const mediaCodecs: types.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
];

/** A bot's transport, and its other end at the media node. */
export interface Path {
  readonly near: client.Transport;
  readonly far: types.WebRtcTransport;
}

/** A media node without a meeting: what bots send and receive ends at a real worker. */
export class MediaNodeRig {
  readonly router: types.Router;
  readonly #worker: types.Worker;
  readonly #device: client.Device;
  readonly #recorder: Recorder;
  readonly #counts = new Map<string, number>();
  readonly #timers: ReturnType<typeof setInterval>[] = [];

  /** On the worker that `npm test` sees to. */
  static async open(): Promise<MediaNodeRig> {
    process.env.MEDIASOUP_WORKER_BIN ||= cachedWorker();
    const { createWorker } = await import('mediasoup');
    const worker = await createWorker({ logLevel: 'none' });
    const router = await worker.createRouter({ mediaCodecs });
    const recorder = new Recorder();
    const meter = new MediaMeter('node', recorder, () => performance.now());
    const device = await nodeDevice({ meter, iceOptions: () => loopbackOnly });
    await device.load({ routerRtpCapabilities: router.rtpCapabilities as client.RtpCapabilities });
    return new MediaNodeRig(worker, router, device, recorder);
  }

  private constructor(worker: types.Worker, router: types.Router, device: client.Device, recorder: Recorder) {
    this.#worker = worker;
    this.router = router;
    this.#device = device;
    this.#recorder = recorder;
  }

  async path(direction: 'send' | 'receive', change: Partial<client.TransportOptions> = {}): Promise<Path> {
    const far = await this.router.createWebRtcTransport({ listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }] });
    const { id, iceParameters, iceCandidates, dtlsParameters } = far;
    const options = { id, iceParameters, iceCandidates, dtlsParameters, ...change } as client.TransportOptions;
    const device = this.#device;
    const near = direction === 'send' ? device.createSendTransport(options) : device.createRecvTransport(options);
    near.on('connect', (given, done, failed) => void far.connect(given).then(done, failed));
    near.on('produce', (given, done, failed) => {
      const { kind, rtpParameters } = given as { kind: types.MediaKind; rtpParameters: unknown };
      far.produce({ kind, rtpParameters: rtpParameters as types.RtpParameters }).then(done, failed);
    });
    return { near, far };
  }

  /** Sends a source for as long as the rig is open. */
  async produce({ near }: Path, source: SampleSource): Promise<client.Producer> {
    const sample = new SampleTrack(source, performance.now());
    this.#timers.push(setInterval(() => sample.send(performance.now()), TICK_MS));
    const encodings = source === 'camera' ? [{ scalabilityMode: 'L1T3' }] : [];
    return near.produce({ track: sample.track as unknown as MediaStreamTrack, encodings });
  }

  async consume({ near, far }: Path, { id: producerId }: client.Producer): Promise<client.Consumer> {
    const rtpCapabilities = this.#device.recvRtpCapabilities as types.RtpCapabilities;
    const { id, kind, rtpParameters } = await far.consume({ producerId, rtpCapabilities });
    return near.consume({ id, producerId, kind, rtpParameters: rtpParameters as client.RtpParameters });
  }

  async restartIce({ near, far }: Path): Promise<void> {
    await near.restartIce({ iceParameters: (await far.restartIce()) as client.IceParameters });
  }

  /** So far. */
  count(counter: Counter): number {
    for (const [name, count] of Object.entries(this.#recorder.drain().counts)) {
      this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
    }
    return this.#counts.get(counter) ?? 0;
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#worker.close();
  }
}

import type { types } from 'mediasoup';
import type { MediaRoom } from './media-room.ts';
import type { SfuMetrics } from './sfu-metrics.ts';
import type { MediaWorker } from './worker-pool.ts';

/** What goes through the node, read from its workers now and then. */
export class Traffic {
  readonly #metrics: SfuMetrics;
  /** As last read, to tell what has come since. */
  #bytes = new Map<string, { in: number; out: number }>();
  readonly #cpuMs = new WeakMap<MediaWorker, number>();

  constructor(metrics: SfuMetrics) {
    this.#metrics = metrics;
  }

  async measure(rooms: ReadonlySet<MediaRoom>, workers: readonly MediaWorker[]): Promise<void> {
    const peers = [...rooms].flatMap((room) => [...room.peers]);
    this.#metrics.rooms.set(rooms.size);
    this.#metrics.peers.set(peers.length);
    this.#metrics.producers.set(peers.reduce((sum, { producers }) => sum + producers.size, 0));
    this.#metrics.consumers.set(peers.reduce((sum, { takings }) => sum + takings.size, 0));
    this.#metrics.workers.set(workers.length);
    const transports = peers.flatMap((peer) => [peer.transport('send'), peer.transport('receive')]);
    await this.#measureTransports(
      transports.filter((transport) => transport !== undefined).filter(({ closed }) => !closed),
    );
    await Promise.all(workers.map((worker) => this.#measureWorker(worker)));
  }

  async #measureTransports(transports: readonly types.WebRtcTransport[]): Promise<void> {
    const before = this.#bytes;
    const now: typeof before = new Map();
    const losses: number[] = [];
    for (const transport of transports) {
      // One that closes meanwhile has none.
      const stats = await transport.getStats().then(
        ([first]) => first,
        () => undefined,
      );
      if (!stats) continue;
      const bytes = { in: stats.bytesReceived, out: stats.bytesSent };
      const former = before.get(transport.id) ?? { in: 0, out: 0 };
      now.set(transport.id, bytes);
      for (const direction of ['in', 'out'] as const) {
        this.#metrics.bytes.inc({ direction }, Math.max(0, bytes[direction] - former[direction]));
      }
      if (stats.rtpPacketLossReceived !== undefined) losses.push(stats.rtpPacketLossReceived);
    }
    this.#bytes = now;
    this.#metrics.lost.set(losses.length === 0 ? 0 : losses.reduce((sum, loss) => sum + loss, 0) / losses.length);
  }

  async #measureWorker(worker: MediaWorker): Promise<void> {
    const usage = await worker.worker.getResourceUsage();
    const cpuMs = usage.ru_utime + usage.ru_stime;
    this.#metrics.workerCpu.inc(Math.max(0, cpuMs - (this.#cpuMs.get(worker) ?? 0)) / 1000);
    this.#cpuMs.set(worker, cpuMs);
  }
}

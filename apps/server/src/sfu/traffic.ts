import type { Clock } from '../lib/clock.ts';
import type { MediaRoom } from './media-room.ts';
import { nothing, RoomTraffic, sum, type Tally } from './room-traffic.ts';
import type { SfuMetrics } from './sfu-metrics.ts';
import type { MediaWorker } from './worker-pool.ts';

/** What goes through the node, read from its workers now and then. */
export class Traffic {
  readonly #metrics: SfuMetrics;
  readonly #clock: Clock;
  readonly #rooms = new WeakMap<MediaRoom, RoomTraffic>();
  readonly #cpuMs = new WeakMap<MediaWorker, number>();
  #lastAtMs: number;

  constructor(metrics: SfuMetrics, clock: Clock) {
    this.#metrics = metrics;
    this.#clock = clock;
    this.#lastAtMs = clock.now();
  }

  /** What has gone through a room, as last read. */
  totalOf(room: MediaRoom): Tally {
    return this.#rooms.get(room)?.total ?? nothing;
  }

  async measure(rooms: ReadonlySet<MediaRoom>, workers: readonly MediaWorker[]): Promise<void> {
    const peers = [...rooms].flatMap((room) => [...room.peers]);
    this.#metrics.rooms.set(rooms.size);
    this.#metrics.peers.set(peers.length);
    this.#metrics.producers.set(peers.reduce((sum, { producers }) => sum + producers.size, 0));
    this.#metrics.consumers.set([...rooms].reduce((sum, { consumers }) => sum + consumers, 0));
    this.#metrics.pipes.set([...rooms].reduce((sum, { pipes }) => sum + pipes.size, 0));
    this.#metrics.workers.set(workers.length);
    await this.#measureRooms([...rooms]);
    await Promise.all(workers.map((worker) => this.#measureWorker(worker)));
  }

  async #measureRooms(rooms: readonly MediaRoom[]): Promise<void> {
    const seconds = Math.max(0.001, (this.#clock.now() - this.#lastAtMs) / 1000);
    this.#lastAtMs = this.#clock.now();
    const measured = await Promise.all(
      rooms.map((room) => this.#trafficOf(room).measure([...room.peers], room.pipes.transports)),
    );
    const since = sum(measured.map((room) => room.since));
    this.#metrics.bytes.inc({ direction: 'in' }, since.bytesIn);
    this.#metrics.bytes.inc({ direction: 'out' }, since.bytesOut);
    this.#metrics.keyframeRequests.inc(since.keyframeRequests);
    this.#metrics.loss.set({ direction: 'in' }, lossOf(since));
    this.#metrics.loss.set({ direction: 'out' }, mean(measured.flatMap(({ lossOut }) => lossOut)));

    const largest = (values: number[]) => Math.max(0, ...values);
    const { roomBitrate, roomLoss, roomConsumers } = this.#metrics;
    roomBitrate.set({ direction: 'in' }, largest(measured.map((room) => (room.since.bytesIn * 8) / seconds)));
    roomBitrate.set({ direction: 'out' }, largest(measured.map((room) => (room.since.bytesOut * 8) / seconds)));
    roomLoss.set({ direction: 'in' }, largest(measured.map((room) => lossOf(room.since))));
    roomLoss.set({ direction: 'out' }, largest(measured.map(({ lossOut }) => mean(lossOut))));
    roomConsumers.set(largest(rooms.map(({ consumers }) => consumers)));
  }

  #trafficOf(room: MediaRoom): RoomTraffic {
    const traffic = this.#rooms.get(room) ?? new RoomTraffic();
    this.#rooms.set(room, traffic);
    return traffic;
  }

  async #measureWorker(worker: MediaWorker): Promise<void> {
    const usage = await worker.worker.getResourceUsage();
    const cpuMs = usage.ru_utime + usage.ru_stime;
    const grown = Math.max(0, cpuMs - (this.#cpuMs.get(worker) ?? 0)) / 1000;
    this.#metrics.workerCpu.inc({ worker: String(worker.slot) }, grown);
    this.#cpuMs.set(worker, cpuMs);
  }
}

function lossOf({ packetsIn, packetsLostIn }: Tally): number {
  return packetsLostIn === 0 ? 0 : packetsLostIn / (packetsIn + packetsLostIn);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

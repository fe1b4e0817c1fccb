import type { MediaTopology, RoomId } from '@cline-meet/protocol';
import type { types } from 'mediasoup';
import type { Registry } from 'prom-client';
import { arrange } from '../room/arrange.ts';
import type { MediaNodeInfo, NodeMessage, PipeWord } from '../room/media-nodes.ts';
import { nodesOf, sfuOn } from '../room/topologies.ts';
import type { MediaRoom } from './media-room.ts';
import { MediaRooms, type MediaRoomsContext } from './media-rooms.ts';
import type { MediaSettings } from './media-settings.ts';
import { RequestDesk } from './request-desk.ts';
import { createSfuMetrics, type SfuMetrics } from './sfu-metrics.ts';
import { Traffic } from './traffic.ts';
import { type MediaWorker, WorkerPool } from './worker-pool.ts';

const LOOK_MS = 1000;
const TRAFFIC_MS = 5000;

export interface MediaServerOptions extends Omit<MediaRoomsContext, 'pool' | 'closed'> {
  readonly settings: MediaSettings;
  readonly createWorker: () => Promise<types.Worker>;
  readonly registry: Registry;
}

/** A media node: takes what participants send and passes it to those of their room who want it (an SFU, RFC 7667, section 3.7). */
export class MediaServer {
  readonly #options: MediaServerOptions;
  readonly #pool: WorkerPool;
  readonly #rooms: MediaRooms;
  readonly #desk: RequestDesk;
  readonly #traffic: Traffic;
  readonly #timers: readonly NodeJS.Timeout[];
  #isDraining = false;

  private constructor(options: MediaServerOptions, metrics: SfuMetrics, pool: WorkerPool) {
    this.#options = options;
    this.#pool = pool;
    this.#traffic = new Traffic(metrics, options.clock);
    this.#rooms = new MediaRooms({ ...options, pool, closed: (room) => this.#closed(room) });
    const mayAdd = (consumers: number) => this.#mayAdd(consumers);
    this.#desk = new RequestDesk({ ...options, rooms: this.#rooms, mayAdd, metrics });
    this.#timers = [
      setInterval(() => void this.#rooms.look(), LOOK_MS).unref(),
      setInterval(() => void this.#measure(), TRAFFIC_MS).unref(),
    ];
  }

  static async open(options: MediaServerOptions): Promise<MediaServer> {
    const { createWorker, settings, log, registry } = options;
    const metrics = createSfuMetrics(registry);
    metrics.consumersLimit.set(settings.maxConsumers);
    let server: MediaServer | null = null;
    const pool = await WorkerPool.open(createWorker, settings, log, (worker) => {
      metrics.workerDeaths.inc();
      if (server) void server.#workerDied(worker);
    });
    server = new MediaServer(options, metrics, pool);
    return server;
  }

  info(): MediaNodeInfo {
    const { nodeId, settings } = this.#options;
    const isCrippled = this.#pool.workers.length === 0;
    const isFull = isCrippled || this.#isDraining || !this.#mayAdd(Math.ceil(settings.maxConsumers / 5));
    return { id: nodeId, weight: settings.workers, rooms: this.#rooms.open.size, isFull };
  }

  /** Takes what hubs ask, and what other media nodes tell. The answer to a request goes out by the bus. */
  handle(message: NodeMessage): void {
    if ('action' in message) this.#desk.take(message);
    else this.#heard(message).catch((error) => this.#options.log.warn({ err: error }, 'pipe not told'));
  }

  /** Takes no more rooms from now on. Returns those that it has, for others to take over. */
  drain(): { roomId: RoomId; topology: MediaTopology }[] {
    this.#isDraining = true;
    return [...this.#rooms.open].flatMap(({ isOver, context: { roomId, record } }) =>
      isOver || !record.topology ? [] : [{ roomId, topology: record.topology }],
    );
  }

  /** Whether anyone's media goes through here still. */
  get isIdle(): boolean {
    return [...this.#rooms.open].every((room) => room.peers.emptySinceMs !== null);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#rooms.closeAll();
    this.#pool.close();
  }

  /** A room that is not open yet opens: the other node has people who are to be heard here. */
  async #heard(word: PipeWord): Promise<void> {
    const room = await this.#rooms.at(word.roomId, word.topologyId);
    if (!room) return;
    // Where word of a new relay is later than the relay's own.
    if (!nodesOf(room.context.record.topology).includes(word.from)) await room.context.record.catchUp();
    room.pipes.heard(word);
  }

  async #measure(): Promise<void> {
    await this.#traffic
      .measure(this.#rooms.open, this.#pool.workers)
      .catch((error) => this.#options.log.warn({ err: error }, 'media not measured'));
  }

  #closed(room: MediaRoom): void {
    this.#options.log.info({ roomId: room.context.roomId, ...this.#traffic.totalOf(room) }, 'media room closed');
  }

  /** Its rooms begin anew, on other workers of this node where it is their main one. */
  async #workerDied(worker: MediaWorker): Promise<void> {
    for (const room of this.#rooms.on(worker)) {
      await this.#beginAnew(room).catch((error) =>
        this.#options.log.error({ err: error, roomId: room.context.roomId }, 'media not arranged'),
      );
    }
  }

  async #beginAnew(room: MediaRoom): Promise<void> {
    const { roomId, topologyId, record, nodeId } = room.context;
    const mainId = record.topology?.nodeId ?? nodeId;
    // First: what is dead may not stay where its next arrangement fails.
    await this.#rooms.close(room);
    await arrange(this.#options, roomId, topologyId, sfuOn(mainId));
  }

  #mayAdd(consumers: number): boolean {
    return this.#rooms.consumers + consumers <= this.#options.settings.maxConsumers;
  }
}

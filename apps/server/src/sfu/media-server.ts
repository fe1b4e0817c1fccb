import type { ConnectionId, ErrorCode, MediaNews, MediaTopology, RoomId, ServerMessage } from '@cline-meet/protocol';
import { errorMeanings } from '@cline-meet/protocol';
import type { types } from 'mediasoup';
import type { Registry } from 'prom-client';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { announce } from '../room/announce.ts';
import { arrange } from '../room/arrange.ts';
import type { MediaNodeInfo, MediaNodes, MediaRequest, NodeMessage, PipeWord } from '../room/media-nodes.ts';
import { Refused, timestamp } from '../room/model.ts';
import type { Bus } from '../room/ports.ts';
import { removeRelay } from '../room/remove-relay.ts';
import type { RoomStore } from '../room/room-store.ts';
import { nodesOf, sfuOn } from '../room/topologies.ts';
import { act } from './media-actions.ts';
import { MediaRoom } from './media-room.ts';
import type { MediaSettings } from './media-settings.ts';
import { RoomRecord } from './room-record.ts';
import { RoomRouters } from './room-routers.ts';
import { createSfuMetrics, type SfuMetrics } from './sfu-metrics.ts';
import { Traffic } from './traffic.ts';
import { type MediaWorker, WorkerPool } from './worker-pool.ts';

const LOOK_MS = 1000;
const TRAFFIC_MS = 5000;

export interface MediaServerOptions {
  readonly nodeId: string;
  readonly settings: MediaSettings;
  readonly createWorker: () => Promise<types.Worker>;
  readonly store: RoomStore;
  readonly bus: Bus;
  /** The other media nodes. */
  readonly nodes: Pick<MediaNodes, 'send'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly registry: Registry;
}

/** A media node: takes what participants send and passes it to those of their room who want it (an SFU, RFC 7667, section 3.7). */
export class MediaServer {
  readonly #options: MediaServerOptions;
  readonly #metrics: SfuMetrics;
  readonly #traffic: Traffic;
  /** By the arrangement that they are the media of. */
  readonly #rooms = new Map<string, Promise<MediaRoom | null>>();
  readonly #open = new Set<MediaRoom>();
  /** Each participant's requests are done one after the other. */
  readonly #turns = new Map<ConnectionId, Promise<void>>();
  readonly #timers: NodeJS.Timeout[] = [];
  #pool: WorkerPool | null = null;
  #isDraining = false;

  private constructor(options: MediaServerOptions) {
    this.#options = options;
    this.#metrics = createSfuMetrics(options.registry);
    this.#metrics.consumersLimit.set(options.settings.maxConsumers);
    this.#traffic = new Traffic(this.#metrics, options.clock);
  }

  static async open(options: MediaServerOptions): Promise<MediaServer> {
    const server = new MediaServer(options);
    const { createWorker, settings, log } = options;
    server.#pool = await WorkerPool.open(createWorker, settings, log, (worker) => void server.#workerDied(worker));
    server.#timers.push(
      setInterval(() => void server.#look(), LOOK_MS).unref(),
      setInterval(() => void server.#measure(), TRAFFIC_MS).unref(),
    );
    return server;
  }

  info(): MediaNodeInfo {
    const isCrippled = this.#pool?.workers.length === 0;
    const isFull = isCrippled || this.#isDraining || !this.#mayAdd(Math.ceil(this.#options.settings.maxConsumers / 5));
    return { id: this.#options.nodeId, weight: this.#options.settings.workers, rooms: this.#open.size, isFull };
  }

  /** Takes what hubs ask, and what other media nodes tell. The answer to a request goes out by the bus. */
  handle(message: NodeMessage): void {
    if ('action' in message) this.#enqueue(message);
    else this.#heard(message).catch((error) => this.#options.log.warn({ err: error }, 'pipe not told'));
  }

  /** A room that is not open yet opens: the other node has people who are to be heard here. */
  async #heard(word: PipeWord): Promise<void> {
    const room = await this.#room(word.roomId, word.topologyId);
    if (!room) return;
    // Where word of a new relay is later than the relay's own.
    if (!nodesOf(room.context.record.topology).includes(word.from)) await room.context.record.catchUp();
    room.pipes.heard(word);
  }

  #enqueue(request: MediaRequest): void {
    const { connectionId } = request;
    const turn = (this.#turns.get(connectionId) ?? Promise.resolve()).then(() => this.#answer(request));
    this.#turns.set(connectionId, turn);
    void turn.then(() => {
      if (this.#turns.get(connectionId) === turn) this.#turns.delete(connectionId);
    });
  }

  /** Takes no more rooms from now on. Returns those that it has, for others to take over. */
  drain(): { roomId: RoomId; topology: MediaTopology }[] {
    this.#isDraining = true;
    return [...this.#open].flatMap(({ isOver, context: { roomId, record } }) =>
      isOver || !record.topology ? [] : [{ roomId, topology: record.topology }],
    );
  }

  /** Whether anyone's media goes through here still. */
  get isIdle(): boolean {
    return [...this.#open].every((room) => room.emptySinceMs !== null);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all([...this.#open].map((room) => this.#closeRoom(room)));
    this.#pool?.close();
  }

  async #answer(request: MediaRequest): Promise<void> {
    const { roomId, topologyId, connectionId, id, action } = request;
    let outcome: ErrorCode | 'done' = 'done';
    try {
      const room = await this.#room(roomId, topologyId);
      if (!room) throw new Refused('media_stale');
      const peer = await room.peer(connectionId, action.action === 'describe');
      const answer = await act({ room, peer, mayAdd: (consumers) => this.#mayAdd(consumers) }, action);
      await this.#send(roomId, connectionId, { type: 'media_answer', id, payload: { answer } });
    } catch (error) {
      outcome = codeOf(error);
      if (outcome === 'internal')
        this.#options.log.error({ err: error, roomId, action: action.action }, 'media failed');
      const payload = { code: outcome, message: errorMeanings[outcome] };
      await this.#send(roomId, connectionId, { type: 'error', id, payload });
    }
    this.#metrics.requests.inc({ action: action.action, outcome });
  }

  async #send(
    roomId: RoomId,
    to: ConnectionId,
    message: Pick<ServerMessage<'media_answer' | 'media_news' | 'error'>, 'type' | 'payload' | 'id'>,
  ): Promise<void> {
    const at = timestamp(this.#options.clock.now());
    const json = JSON.stringify({ ...message, roomId, timestamp: at });
    await announce(this.#options, roomId, { kind: 'direct', to, timestamp: at, json });
  }

  /** The room where it is placed on this node in that arrangement; null where it is not (any more). */
  async #room(roomId: RoomId, topologyId: string): Promise<MediaRoom | null> {
    const opening = this.#rooms.get(topologyId) ?? this.#openRoom(roomId, topologyId);
    this.#rooms.set(topologyId, opening);
    const room = await opening.catch((error: unknown) => {
      this.#rooms.delete(topologyId);
      throw error;
    });
    if (room && !room.isClosed) return room.isOver || room.context.roomId !== roomId ? null : room;
    if (this.#rooms.get(topologyId) === opening) this.#rooms.delete(topologyId);
    return null;
  }

  async #openRoom(roomId: RoomId, topologyId: string): Promise<MediaRoom | null> {
    const { store, bus, clock, log, nodeId, nodes } = this.#options;
    const pool = this.#pool;
    if (!pool) return null;
    let room: MediaRoom | null = null;
    const record = await RoomRecord.open(roomId, { store, bus, log, changed: () => room && this.#changed(room) });
    if (record.topology?.id !== topologyId || !nodesOf(record.topology).includes(nodeId)) {
      await record.close();
      return null;
    }
    const routers = new RoomRouters(pool, (worker) => this.#loadOf(worker));
    const tell = (to: ConnectionId, news: MediaNews) =>
      void this.#send(roomId, to, { type: 'media_news', payload: { topologyId, news } });
    const tellNode = (to: string, word: PipeWord) => nodes.send(to, word);
    room = new MediaRoom({ roomId, topologyId, nodeId, record, routers, clock, log, tell, tellNode });
    this.#open.add(room);
    return room;
  }

  /** An arrangement that is over goes on for a while: those who are in it make the next before they break this one. */
  #changed(room: MediaRoom): void {
    const done = room.context.record.topology === null ? this.#closeRoom(room) : room.follow();
    done.catch((error) => {
      if (!room.isClosed) this.#options.log.error({ err: error, roomId: room.context.roomId }, 'media room failed');
    });
  }

  async #closeRoom(room: MediaRoom): Promise<void> {
    if (!this.#open.delete(room)) return;
    this.#rooms.delete(room.context.topologyId);
    await room.close();
    this.#options.log.info({ roomId: room.context.roomId, ...this.#traffic.totalOf(room) }, 'media room closed');
  }

  async #look(): Promise<void> {
    await Promise.all(
      [...this.#open].map((room) =>
        this.#lookAt(room).catch((error) =>
          this.#options.log.error({ err: error, roomId: room.context.roomId }, 'media room not looked after'),
        ),
      ),
    );
  }

  async #lookAt(room: MediaRoom): Promise<void> {
    await room.context.record.catchUp();
    if (room.isSpent(this.#options.clock.now())) return this.#giveUp(room);
    room.lookAtLayers();
    // Nothing to do, but where a change has failed before.
    await room.follow();
  }

  /** A relay that nobody is on any more is none: the others need not send to it. */
  async #giveUp(room: MediaRoom): Promise<void> {
    const { roomId, topologyId, nodeId } = room.context;
    if (!room.isOver) await removeRelay(this.#options, roomId, topologyId, nodeId);
    await this.#closeRoom(room);
  }

  async #measure(): Promise<void> {
    await this.#traffic
      .measure(this.#open, this.#pool?.workers ?? [])
      .catch((error) => this.#options.log.warn({ err: error }, 'media not measured'));
  }

  /** Its rooms begin anew, on other workers of this node where it is their main one. */
  async #workerDied(worker: MediaWorker): Promise<void> {
    this.#metrics.workerDeaths.inc();
    for (const room of [...this.#open]) {
      if (!room.context.routers.isOn(worker)) continue;
      await this.#beginAnew(room).catch((error) =>
        this.#options.log.error({ err: error, roomId: room.context.roomId }, 'media not arranged'),
      );
    }
  }

  async #beginAnew(room: MediaRoom): Promise<void> {
    const { roomId, topologyId, record, nodeId } = room.context;
    const mainId = record.topology?.nodeId ?? nodeId;
    // First: what is dead may not stay where its next arrangement fails.
    await this.#closeRoom(room);
    await arrange(this.#options, roomId, topologyId, sfuOn(mainId));
  }

  #mayAdd(consumers: number): boolean {
    return this.#consumers() + consumers <= this.#options.settings.maxConsumers;
  }

  #consumers(): number {
    return [...this.#open].reduce((sum, room) => sum + room.consumers, 0);
  }

  #loadOf(worker: MediaWorker): number {
    return [...this.#open]
      .filter(({ context }) => context.routers.isOn(worker))
      .reduce((sum, room) => sum + 1 + room.consumers, 0);
  }
}

/** What mediasoup throws, in the words of the protocol. */
function codeOf(error: unknown): ErrorCode {
  if (error instanceof Refused) return error.code;
  if (!(error instanceof Error)) return 'internal';
  if (error.name === 'TypeError' || error.name === 'UnsupportedError') return 'invalid_message';
  return error.name === 'InvalidStateError' ? 'media_stale' : 'internal';
}

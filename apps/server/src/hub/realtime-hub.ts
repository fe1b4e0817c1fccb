import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { closeName, type RoomId } from '@cline-meet/protocol';
import type { Registry } from 'prom-client';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { ServerSocket } from '../lib/websocket/server-socket.ts';
import type { RoomContext, RoomRules } from '../room/context.ts';
import type { Journal } from '../room/journal.ts';
import { loseConnection } from '../room/lose.ts';
import type { MediaNodes } from '../room/media-nodes.ts';
import { MediaNodesSeen } from '../room/media-nodes-seen.ts';
import type { PodLeases } from '../room/pod-leases.ts';
import type { Bus } from '../room/ports.ts';
import { reapRooms } from '../room/reap.ts';
import type { RoomPicture } from '../room/room-picture.ts';
import type { RoomStore } from '../room/room-store.ts';
import type { SessionIndex } from '../room/session-index.ts';
import type { TicketClaims } from '../room/ticket.ts';
import { Admission } from './admission.ts';
import { Client, type ClientOwner } from './client.ts';
import { createDispatch } from './dispatch.ts';
import { Drain } from './drain.ts';
import { ErrandList } from './errand-list.ts';
import { createHubMetrics, type HubMetrics } from './hub-metrics.ts';
import { renewIceServers } from './ice-renewal.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { LocalRooms } from './local-rooms.ts';
import { MediaArranger } from './media-arranger.ts';
import { type IceSource, Messages } from './messages.ts';
import { type ReceptionContext, receive } from './reception.ts';
import { SocketServer, type SocketServerOptions } from './socket-server.ts';
import { closeOverdue } from './sweep.ts';

const SWEEP_INTERVAL_MS = 1000;
/** How long peers may take to answer a close before their sockets are cut. */
const FAREWELL_MS = 1000;

export interface RealtimeHubOptions {
  readonly store: RoomStore;
  readonly bus: Bus;
  readonly sessions: SessionIndex;
  readonly journal: Journal;
  /** Null where no other pod shares the store. */
  readonly leases: PodLeases | null;
  readonly mediaNodes: MediaNodes;
  readonly verifyTicket: (token: string) => Promise<TicketClaims | null>;
  readonly ice: IceSource;
  readonly settings: HubSettings;
  readonly log: Logger;
  readonly registry: Registry;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

export interface HubSettings extends RoomRules, Pick<SocketServerOptions, 'allowedOrigins'> {
  readonly maxConnections: number;
  readonly joinTimeoutMs: number;
  readonly joinsPerSecond: number;
  /** Over what time people are asked to move before the pod goes; 0 where there is no other to move to. */
  readonly drainMs: number;
}

/** A pod's sockets, wired to the domain. Any number of hubs may serve one room through one store and one bus. */
export class RealtimeHub implements ClientOwner {
  readonly #settings: HubSettings;
  readonly #room: RoomContext;
  readonly #errands: ErrandList;
  readonly #rooms: LocalRooms;
  readonly #ice: IceSource;
  readonly #metrics: HubMetrics;
  readonly #reception: ReceptionContext;
  readonly #sockets: SocketServer;
  readonly #lease: LeaseKeeper | null;
  readonly #random: () => number;
  readonly #clients = new Set<Client>();
  readonly #timer: NodeJS.Timeout;
  #allGone: () => void = () => {};
  #isDraining = false;
  #drain: Drain | null = null;
  #isSweeping = false;

  constructor({ store, bus, journal, mediaNodes, log, clock, settings, ...options }: RealtimeHubOptions) {
    this.#settings = settings;
    this.#errands = new ErrandList(log);
    this.#room = {
      store,
      bus,
      journal,
      media: new MediaNodesSeen(mediaNodes, clock),
      errands: this.#errands,
      clock,
      log,
      rules: settings,
    };
    this.#lease = options.leases && new LeaseKeeper(this.#room, options.leases, () => this.#loseEveryone());
    this.#metrics = createHubMetrics(options.registry);
    const metrics = this.#metrics;
    metrics.connectionsLimit.set(settings.maxConnections);
    this.#ice = options.ice;
    this.#random = options.random;
    const messages = new Messages(clock, this.#ice);
    const healed = (events: number) => metrics.healedEvents.inc(events);
    // The clocks of two pods differ a little: what seems to come from the future was quick.
    const delivered = ({ timestamp }: { timestamp: string }) =>
      metrics.deliveryTimes.observe(Math.max(0, clock.now() - Date.parse(timestamp)) / 1000);
    const arranger = new MediaArranger(this.#room);
    const pictured = (roomId: RoomId, picture: RoomPicture) => void arranger.look(roomId, picture);
    this.#rooms = new LocalRooms(bus, { store, messages, clock, log, healed, delivered, pictured });
    const { verifyTicket, sessions } = options;
    const admission = new Admission(settings.joinsPerSecond, clock.now());
    const door = { room: this.#room, rooms: this.#rooms, sessions, messages, metrics, admission, verifyTicket };
    const dispatch = createDispatch(door);
    this.#reception = { dispatch, messages, metrics, clock, log };
    this.#sockets = new SocketServer({
      allowedOrigins: settings.allowedOrigins,
      hasRoom: () => !this.#isDraining && this.#clients.size < settings.maxConnections,
      connected: (socket, roomId) => this.#connected(socket, roomId),
    });
    this.#timer = setInterval(() => void this.#sweepUnlessBusy(), SWEEP_INTERVAL_MS).unref();
  }

  /** False from the moment that this pod is about to go. */
  get takesMore(): boolean {
    return !this.#isDraining;
  }

  /** Serves `/ws` of this HTTP server; from {@link drain} or {@link close} on it answers 503 there. */
  attach(server: Server): void {
    this.#sockets.attach(server);
  }

  /** What time brings: silence, join timeouts, old credentials, passed graces, expired rooms, lost envelopes. Runs each second by itself. */
  async sweep(): Promise<void> {
    try {
      const now = this.#room.clock.now();
      this.#drain?.tell(this.#clients);
      closeOverdue(this.#clients, now, this.#settings.joinTimeoutMs);
      renewIceServers(this.#clients, now, this.#ice, this.#reception.messages);
      await this.#lease?.keep();
      await this.#errands.runAll();
      await reapRooms(this.#room);
      await this.#rooms.catchUp();
      this.#rooms.look();
    } catch (error) {
      this.#room.log.error({ err: error }, 'sweep failed');
    }
  }

  /**
   * Asks everyone to move to another pod. Resolves when they have, when their time is up, or when `hurry` fires;
   * {@link close} is to follow.
   */
  async drain(hurry: AbortSignal): Promise<void> {
    this.#isDraining = true;
    const windowMs = this.#settings.drainMs;
    if (windowMs === 0 || this.#clients.size === 0) return;
    this.#room.log.info({ sockets: this.#clients.size, windowMs }, 'hub draining');
    const { clock } = this.#room;
    this.#drain = new Drain({ windowMs, clock, messages: this.#reception.messages, random: this.#random });
    this.#drain.tell(this.#clients);
    const timeIsUp = delay(this.#drain.patienceMs, undefined, { signal: hurry, ref: false }).catch(() => {});
    await Promise.race([this.#everyoneGone(), timeIsUp]);
    this.#drain = null;
  }

  /** Sends everyone away to come back elsewhere; their places are kept. Resolves when all sockets are closed. */
  async close(): Promise<void> {
    this.#isDraining = true;
    clearInterval(this.#timer);
    const clients = [...this.#clients];
    for (const client of clients) client.close('draining');
    await this.#everyoneGone();
    await Promise.race([
      Promise.all(clients.map((client) => client.ended)),
      new Promise((resolve) => setTimeout(resolve, FAREWELL_MS)),
    ]);
    for (const client of clients) client.terminate();
    await this.#goodbye();
    this.#room.log.info({ sockets: clients.length }, 'hub drained');
  }

  /** Where errands are left, the lease stays until it runs out: the others then note the people of this pod as lost. */
  async #goodbye(): Promise<void> {
    await this.#errands.runAll();
    if (!this.#errands.isEmpty) return;
    await this.#lease?.release().catch((error) => this.#room.log.warn({ err: error }, 'lease not released'));
  }

  /** A store that hangs must not be asked the same again each second. */
  async #sweepUnlessBusy(): Promise<void> {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    await this.sweep();
    this.#isSweeping = false;
  }

  received(client: Client, frame: string): Promise<void> {
    return receive(this.#reception, client, frame);
  }

  async departed(client: Client, closeCode: number): Promise<void> {
    this.#metrics.closes.inc({ reason: closeName(closeCode) ?? 'lost' });
    try {
      await this.#giveUp(client, closeCode);
    } finally {
      this.#clients.delete(client);
      this.#metrics.connections.set(this.#clients.size);
      if (this.#clients.size === 0) this.#allGone();
    }
  }

  failed(client: Client, error: unknown): void {
    this.#room.log.error({ err: error, roomId: client.roomId }, 'client failed');
    client.close('internal');
  }

  async #everyoneGone(): Promise<void> {
    if (this.#clients.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#allGone = resolve;
    });
  }

  /** The store holds nobody of this pod any more: whoever is here must come in again. */
  #loseEveryone(): void {
    this.#room.log.warn({ sockets: this.#clients.size }, 'lease lost');
    for (const client of this.#clients) client.close('internal');
  }

  async #giveUp(client: Client, closeCode: number): Promise<void> {
    if (!client.actor) return;
    this.#rooms.find(client.roomId)?.drop(client);
    try {
      const { actor, socketId } = client;
      await this.#errands.run(() => loseConnection(this.#room, actor, socketId, closeCode));
    } finally {
      await this.#rooms.release(client.roomId);
      this.#metrics.rooms.set(this.#rooms.size);
    }
  }

  #connected(socket: ServerSocket, roomId: RoomId): Client {
    const client = new Client(socket, roomId, this, this.#room.clock);
    this.#clients.add(client);
    this.#metrics.connections.set(this.#clients.size);
    return client;
  }
}

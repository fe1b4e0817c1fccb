import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { reapRooms } from '../room/reap.ts';
import { Drain } from './drain.ts';
import { renewIceServers } from './ice-renewal.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { createPod, type Pod, type PodOptions } from './pod.ts';
import { SocketServer } from './socket-server.ts';
import { closeOverdue } from './sweep.ts';

const SWEEP_INTERVAL_MS = 1000;
/** How long peers may take to answer a close before their sockets are cut. */
const FAREWELL_MS = 1000;

/** A pod's sockets, wired to the domain. Any number of hubs may serve one room through one store and one bus. */
export class RealtimeHub {
  readonly #options: PodOptions;
  readonly #pod: Pod;
  readonly #sockets: SocketServer;
  readonly #lease: LeaseKeeper | null;
  readonly #timer: NodeJS.Timeout;
  #isDraining = false;
  #drain: Drain | null = null;
  #isSweeping = false;

  constructor(options: PodOptions) {
    const { leases, settings } = options;
    this.#options = options;
    this.#pod = createPod(options);
    const { room, clients } = this.#pod;
    this.#lease = leases && new LeaseKeeper(room, leases, () => this.#loseEveryone());
    this.#sockets = new SocketServer({
      allowedOrigins: settings.allowedOrigins,
      hasRoom: () => !this.#isDraining && clients.size < settings.maxConnections,
      connected: (socket, roomId) => clients.connected(socket, roomId),
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
    const { room, clients, errands, messages, rooms } = this.#pod;
    const { ice, settings } = this.#options;
    try {
      const now = room.clock.now();
      this.#drain?.tell(clients);
      closeOverdue(clients, now, settings.joinTimeoutMs);
      renewIceServers(clients, now, ice, messages);
      await this.#lease?.keep();
      await errands.runAll();
      await reapRooms(room);
      await rooms.catchUp();
      rooms.look();
    } catch (error) {
      room.log.error({ err: error }, 'sweep failed');
    }
  }

  /**
   * Asks everyone to move to another pod. Resolves when they have, when their time is up, or when `hurry` fires;
   * {@link close} is to follow.
   */
  async drain(hurry: AbortSignal): Promise<void> {
    this.#isDraining = true;
    const { clients, messages } = this.#pod;
    const { clock, log, random, settings } = this.#options;
    const windowMs = settings.drainMs;
    if (windowMs === 0 || clients.size === 0) return;
    log.info({ sockets: clients.size, windowMs }, 'hub draining');
    this.#drain = new Drain({ windowMs, clock, messages, random });
    this.#drain.tell(clients);
    const timeIsUp = delay(this.#drain.patienceMs, undefined, { signal: hurry, ref: false }).catch(() => {});
    await Promise.race([clients.everyoneGone(), timeIsUp]);
    this.#drain = null;
  }

  /** Sends everyone away to come back elsewhere; their places are kept. Resolves when all sockets are closed. */
  async close(): Promise<void> {
    this.#isDraining = true;
    clearInterval(this.#timer);
    const clients = [...this.#pod.clients];
    this.#pod.clients.closeAll('draining');
    await this.#pod.clients.everyoneGone();
    await Promise.race([
      Promise.all(clients.map((client) => client.ended)),
      new Promise((resolve) => setTimeout(resolve, FAREWELL_MS)),
    ]);
    for (const client of clients) client.terminate();
    await this.#goodbye();
    this.#options.log.info({ sockets: clients.length }, 'hub drained');
  }

  /** Where errands are left, the lease stays until it runs out: the others then note the people of this pod as lost. */
  async #goodbye(): Promise<void> {
    const { errands } = this.#pod;
    await errands.runAll();
    if (!errands.isEmpty) return;
    await this.#lease?.release().catch((error) => this.#options.log.warn({ err: error }, 'lease not released'));
  }

  /** A store that hangs must not be asked the same again each second. */
  async #sweepUnlessBusy(): Promise<void> {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    await this.sweep();
    this.#isSweeping = false;
  }

  /** The store holds nobody of this pod any more: whoever is here must come in again. */
  #loseEveryone(): void {
    const { clients } = this.#pod;
    this.#options.log.warn({ sockets: clients.size }, 'lease lost');
    clients.closeAll('internal');
  }
}

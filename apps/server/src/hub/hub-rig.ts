import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MediaState, RoomId, ServerMessage } from '@cline-meet/protocol';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { MemoryBus } from '../bus/memory-bus.ts';
import { MemoryMediaNodes } from '../bus/memory-media-nodes.ts';
import type { Clock } from '../lib/clock.ts';
import type { JournalEntry } from '../room/journal.ts';
import type { MediaNodeSeat, MediaNodes } from '../room/media-nodes.ts';
import type { Bus } from '../room/ports.ts';
import { ManualClock, ticketFor, ticketRoom } from '../room/room-fixtures.ts';
import type { RoomStore } from '../room/room-store.ts';
import type { SessionIndex } from '../room/session-index.ts';
import { SignOuts } from '../room/sign-outs.ts';
import type { TicketClaims } from '../room/ticket.ts';
import { MemoryRoomStore } from '../store/memory-room-store.ts';
import { MemorySessionIndex } from '../store/memory-session-index.ts';
import { type ConnectOptions, HubTestClient } from './hub-test-client.ts';
import type { IceSource } from './messages.ts';
import type { HubSettings } from './pod.ts';
import { RealtimeHub } from './realtime-hub.ts';

export const ORIGIN = 'http://meet.test';
export const ICE_TTL_SECONDS = 600;
const MEDIA: MediaState = { microphone: true, camera: true };

export interface RigOptions {
  hubs?: number;
  settings?: Partial<HubSettings>;
  bus?: Bus;
  ice?: IceSource;
  random?: () => number;
}

/** What hubs share. */
export interface Backend {
  readonly store: RoomStore;
  readonly bus: Bus;
  readonly mediaNodes: MediaNodes & MediaNodeSeat;
  readonly sessions: SessionIndex;
}

interface Pod {
  hub: RealtimeHub;
  server: Server;
  port: number;
  registry: Registry;
}

export type Joined = { client: HubTestClient; snapshot: ServerMessage<'room_joined'>['payload']; claims: TicketClaims };

/** Hubs on loopback ports that share one store and one bus, as pods share Redis. Tickets are names in a table. */
export class HubRig {
  /** Another suite may run the same tests over another one. */
  static createBackend: (clock: Clock) => Backend | Promise<Backend> = (clock) => ({
    store: new MemoryRoomStore(),
    bus: new MemoryBus(),
    mediaNodes: new MemoryMediaNodes(clock),
    sessions: new MemorySessionIndex(clock),
  });

  readonly clock: ManualClock;
  readonly store: RoomStore;
  readonly bus: Bus;
  readonly mediaNodes: MediaNodes & MediaNodeSeat;
  readonly sessions: SessionIndex;
  /** As of the server that a person signs out at; it repeats itself when {@link goOn} says so. */
  readonly signOuts: SignOuts;
  readonly journal: JournalEntry[] = [];
  readonly logged: string[] = [];
  readonly pods: Pod[] = [];
  readonly #tickets = new Map<string, TicketClaims>();
  readonly #backend: Backend;
  readonly #pauses: (() => void)[] = [];

  private constructor(clock: ManualClock, backend: Backend) {
    this.clock = clock;
    this.#backend = backend;
    this.store = backend.store;
    this.bus = backend.bus;
    this.mediaNodes = backend.mediaNodes;
    this.sessions = backend.sessions;
    const journal = { append: (entry: JournalEntry) => void this.journal.push(entry) };
    this.signOuts = new SignOuts({ ...backend, journal, clock, log: this.#log() }, this.#pause);
  }

  static async start(options: RigOptions = {}): Promise<HubRig> {
    const clock = new ManualClock();
    const backend = await HubRig.createBackend(clock);
    const rig = new HubRig(clock, { ...backend, ...(options.bus && { bus: options.bus }) });
    for (let count = 0; count < (options.hubs ?? 1); count += 1) await rig.#startPod(options);
    return rig;
  }

  /** Ends the pauses of {@link signOuts}. */
  goOn(): void {
    for (const end of this.#pauses.splice(0)) end();
  }

  #pause = (_ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
      this.#pauses.push(resolve);
    });

  #log() {
    return pino({ level: 'trace' }, { write: (line: string) => this.logged.push(line) });
  }

  async #startPod(options: RigOptions): Promise<void> {
    const registry = new Registry();
    const hub = new RealtimeHub({
      ...this.#backend,
      leases: null,
      journal: { append: (entry) => this.journal.push(entry) },
      verifyTicket: async (token) => this.#tickets.get(token) ?? null,
      ice: options.ice ?? {
        ttlSeconds: ICE_TTL_SECONDS,
        forUser: (userId) => ({
          iceServers: [{ urls: ['turn:turn.test'], username: userId, credential: `from ${this.clock.now()}` }],
          iceTransportPolicy: 'relay',
          ttlSeconds: ICE_TTL_SECONDS,
        }),
      },
      settings: {
        maxConnections: 1000,
        roomMaxParticipants: 100,
        meshMaxParticipants: 100,
        sfuAbove: 4,
        mediaNodeMaxParticipants: 100,
        reconnectGraceMs: 30_000,
        reloadGraceMs: 10_000,
        joinTimeoutMs: 10_000,
        joinsPerSecond: 1000,
        drainMs: 0,
        allowedOrigins: (origin) => origin === ORIGIN,
        ...options.settings,
      },
      log: this.#log(),
      registry,
      clock: this.clock,
      random: options.random ?? Math.random,
    });
    const server = createServer();
    hub.attach(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.pods.push({ hub, server, port: (server.address() as AddressInfo).port, registry });
  }

  pod(index = 0): Pod {
    const pod = this.pods[index];
    if (!pod) throw new Error(`no pod ${index}`);
    return pod;
  }

  /** Makes a ticket that this rig's hubs find good. */
  ticket(claims: TicketClaims): string {
    this.#tickets.set(claims.ticketId, claims);
    return claims.ticketId;
  }

  connect(roomId: RoomId, pod = 0, options: ConnectOptions = {}): Promise<HubTestClient> {
    return HubTestClient.open(this.pod(pod).port, roomId, { origin: ORIGIN, ...options });
  }

  /** Opens a socket and sends `join_room` with a good ticket. */
  async knock(room: TicketClaims['room'], name: string, change: Partial<TicketClaims> = {}, pod = 0) {
    const claims = ticketFor(room, name, change);
    const client = await this.connect(room.roomId, pod);
    client.send('join_room', { ticket: this.ticket(claims), media: MEDIA });
    return { client, claims };
  }

  async join(room: TicketClaims['room'], name: string, change: Partial<TicketClaims> = {}, pod = 0): Promise<Joined> {
    const { client, claims } = await this.knock(room, name, change, pod);
    const { payload } = await client.next('room_joined');
    return { client, snapshot: payload, claims };
  }

  /** A host alone in a room of their own. */
  async meeting(change: Partial<TicketClaims['room']> = {}) {
    const room = ticketRoom(change);
    const host = await this.join(room, 'Hanako', { isHost: true });
    return { room, host };
  }

  /** Comes back with a resume token. */
  async resume(roomId: RoomId, resume: object, pod = 0, media = MEDIA): Promise<HubTestClient> {
    const client = await this.connect(roomId, pod);
    client.send('join_room', { resume, media });
    return client;
  }

  async close(): Promise<void> {
    await this.signOuts.close();
    for (const { hub, server } of this.pods) {
      await hub.close();
      const closed = new Promise((resolve) => server.close(resolve));
      // Any program of the machine may have connected and said nothing, which the server would wait for.
      server.closeAllConnections();
      await closed;
    }
  }
}

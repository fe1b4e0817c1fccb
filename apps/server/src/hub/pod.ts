import type { RoomId } from '@cline-meet/protocol';
import type { Registry } from 'prom-client';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { RoomContext, RoomRules } from '../room/context.ts';
import type { Journal } from '../room/journal.ts';
import type { MediaNodes } from '../room/media-nodes.ts';
import { MediaNodesSeen } from '../room/media-nodes-seen.ts';
import type { PodLeases } from '../room/pod-leases.ts';
import type { Bus } from '../room/ports.ts';
import type { RoomPicture } from '../room/room-picture.ts';
import type { RoomStore } from '../room/room-store.ts';
import type { SessionIndex } from '../room/session-index.ts';
import type { TicketClaims } from '../room/ticket.ts';
import { Admission } from './admission.ts';
import { createDispatch } from './dispatch.ts';
import { ErrandList } from './errand-list.ts';
import { createHubMetrics, type HubMetrics } from './hub-metrics.ts';
import { LocalRooms } from './local-rooms.ts';
import { MediaArranger } from './media-arranger.ts';
import { type IceSource, Messages } from './messages.ts';
import { PodClients } from './pod-clients.ts';
import type { SocketServerOptions } from './socket-server.ts';

export interface PodOptions {
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

/** What a pod is made of, its sockets and its timer apart. */
export interface Pod {
  readonly room: RoomContext;
  readonly errands: ErrandList;
  readonly messages: Messages;
  readonly rooms: LocalRooms;
  readonly clients: PodClients;
}

/** Wires a pod's clients to the domain. */
export function createPod(options: PodOptions): Pod {
  const { clock, log, registry, settings } = options;
  const errands = new ErrandList(log);
  const room = roomContext(options, errands);
  const metrics = createHubMetrics(registry);
  metrics.connectionsLimit.set(settings.maxConnections);
  const messages = new Messages(clock, options.ice);
  const rooms = createRooms(room, messages, metrics);
  const { verifyTicket, sessions } = options;
  const admission = new Admission(settings.joinsPerSecond, clock.now());
  const dispatch = createDispatch({ room, rooms, sessions, messages, metrics, admission, verifyTicket });
  const reception = { dispatch, messages, metrics, clock, log };
  const clients = new PodClients({ room, errands, rooms, metrics, reception });
  return { room, errands, messages, rooms, clients };
}

function roomContext(options: PodOptions, errands: ErrandList): RoomContext {
  const { store, bus, journal, clock, log, settings: rules } = options;
  const media = new MediaNodesSeen(options.mediaNodes, clock);
  return { store, bus, journal, media, errands, clock, log, rules };
}

function createRooms(room: RoomContext, messages: Messages, metrics: HubMetrics): LocalRooms {
  const { bus, store, clock, log } = room;
  const arranger = new MediaArranger(room);
  return new LocalRooms(bus, {
    store,
    messages,
    clock,
    log,
    healed: (events) => metrics.healedEvents.inc(events),
    // The clocks of two pods differ a little: what seems to come from the future was quick.
    delivered: ({ timestamp }) =>
      metrics.deliveryTimes.observe(Math.max(0, clock.now() - Date.parse(timestamp)) / 1000),
    pictured: (roomId: RoomId, picture: RoomPicture) => void arranger.look(roomId, picture),
  });
}

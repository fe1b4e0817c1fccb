import { limits } from '@cline-meet/protocol';
import { RealtimeHub } from '../hub/realtime-hub.ts';
import { createOriginCheck } from '../lib/origin-check.ts';
import { TokenVerifier } from '../lib/tokens.ts';
import { verifyTicket } from '../room/ticket.ts';
import type { Foundation } from './foundation.ts';

/** How long a page may take to reload before the others are told that its person is gone. */
const RELOAD_GRACE_MS = 10_000;

/** A pod's sockets. All that it knows of people and rooms comes in tickets. */
export function startHub({ config, log, registry, clock, live, keys, ice }: Foundation): RealtimeHub {
  const tickets = new TokenVerifier('cline-meet/gateway', keys.findGatewayKey, clock);
  return new RealtimeHub({
    store: live.store,
    bus: live.bus,
    sessions: live.sessions,
    journal: live.journal,
    leases: live.leases,
    mediaNodes: live.mediaNodes,
    verifyTicket: (ticket) => verifyTicket(tickets, ticket),
    ice,
    settings: {
      maxConnections: config.MAX_CONNECTIONS,
      roomMaxParticipants: config.ROOM_MAX_PARTICIPANTS,
      meshMaxParticipants: config.MESH_MAX_PARTICIPANTS,
      sfuAbove: config.SFU_ABOVE,
      mediaNodeMaxParticipants: config.MEDIA_NODE_MAX_PARTICIPANTS,
      reconnectGraceMs: config.RECONNECT_GRACE_SECONDS * 1000,
      reloadGraceMs: RELOAD_GRACE_MS,
      joinTimeoutMs: limits.joinTimeoutMs,
      joinsPerSecond: config.JOINS_PER_SECOND,
      // Without other pods there is nowhere to move to.
      drainMs: live.leases === null ? 0 : config.DRAIN_SECONDS * 1000,
      allowedOrigins: createOriginCheck(config.PUBLIC_URL),
    },
    log,
    registry,
    clock,
    random: Math.random,
  });
}

import type { CallReport } from '@cline-meet/protocol';
import { Counter, Histogram, type Registry } from 'prom-client';

export interface CallMetrics {
  /** Counts what one participant reports of their call. */
  count(report: CallReport): void;
}

const joinSeconds = [0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 30];
const lossRatios = [0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25];
const roundTripSeconds = [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2];

/** What clients report when they leave. It is what they say: good for the sum, and proof of nothing. */
export function createCallMetrics(registry: Registry): CallMetrics {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter({ name, help, labelNames, registers });
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name, help, buckets, registers });
  const reports = counter('call_reports_total', 'Reports of calls, by how media went at the end', ['mode']);
  const connections = counter('call_connections_total', 'Connections for media, by outcome and way', [
    'outcome',
    'path',
  ]);
  const ways = counter('call_ways_total', 'Calls by the worst way that one of their connections took', ['way']);
  const joins = histogram('call_join_seconds', 'From the wish to join to the first connection', joinSeconds);
  const played = counter('call_played_seconds_total', 'How long received pictures moved');
  const frozen = counter('call_frozen_seconds_total', 'How long received pictures stood still');
  const freezes = counter('call_freezes_total', 'How often received pictures stood still');
  const losses = histogram('call_loss_ratio', 'Packets lost on the way to one participant, of all', lossRatios);
  const roundTrips = histogram('call_round_trip_seconds', 'Mean round trip of one call', roundTripSeconds);
  for (const mode of ['mesh', 'sfu']) reports.inc({ mode }, 0);
  for (const path of ['host', 'srflx', 'prflx', 'relay']) connections.inc({ outcome: 'connected', path }, 0);
  connections.inc({ outcome: 'failed', path: 'none' }, 0);
  for (const way of ['direct', 'relay', 'none']) ways.inc({ way }, 0);
  return {
    count: (report) => {
      reports.inc({ mode: report.mode });
      const { failed, ...paths } = report.connections;
      for (const [path, count] of Object.entries(paths)) connections.inc({ outcome: 'connected', path }, count);
      connections.inc({ outcome: 'failed', path: 'none' }, failed);
      const worst = worstWay(report.connections);
      if (worst) ways.inc({ way: worst });
      if (report.joinMs !== null) joins.observe(report.joinMs / 1000);
      played.inc(report.playedMs / 1000);
      frozen.inc(report.frozenMs / 1000);
      freezes.inc(report.freezeCount);
      const packets = report.packetsReceived + report.packetsLost;
      if (packets > 0) losses.observe(report.packetsLost / packets);
      if (report.roundTripMs !== null) roundTrips.observe(report.roundTripMs / 1000);
    },
  };
}

/** One for each call, so that what alerts look at is no more one client's to say than another's. Null where none ended. */
function worstWay({ failed, relay, ...direct }: CallReport['connections']): 'none' | 'relay' | 'direct' | null {
  if (failed > 0) return 'none';
  if (relay > 0) return 'relay';
  return Object.values(direct).some((count) => count > 0) ? 'direct' : null;
}

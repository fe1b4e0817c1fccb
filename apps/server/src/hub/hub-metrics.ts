import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { type CallMetrics, createCallMetrics } from './call-metrics.ts';

export interface HubMetrics {
  readonly calls: CallMetrics;
  readonly connections: Gauge;
  readonly connectionsLimit: Gauge;
  readonly rooms: Gauge;
  readonly messages: Counter<'type'>;
  readonly joins: Counter<'outcome'>;
  readonly joinTimes: Histogram<'outcome'>;
  readonly resumes: Counter<'outcome'>;
  readonly putOff: Counter;
  readonly closes: Counter<'reason'>;
  readonly healedEvents: Counter;
  readonly deliveryTimes: Histogram;
}

/** 2 s and 0.2 s are the objectives that docs/operations.md states: a bucket must end at each. */
const joinSeconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10];
const deliverySeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

/** Registers what a hub counts. Labels come from closed lists; nothing that a client writes becomes one. */
export function createHubMetrics(registry: Registry): HubMetrics {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const metrics: HubMetrics = {
    calls: createCallMetrics(registry),
    connections: new Gauge({ name: 'websocket_connections', help: 'Open WebSockets', registers }),
    connectionsLimit: new Gauge({ name: 'websocket_connections_limit', help: 'MAX_CONNECTIONS', registers }),
    rooms: new Gauge({ name: 'hub_rooms', help: 'Rooms with a connection on this pod', registers }),
    messages: counter('websocket_messages_total', 'Messages received and understood, by type', ['type']),
    joins: counter('hub_joins_total', 'Joins with a ticket: joined, waiting or the refusal', ['outcome']),
    joinTimes: new Histogram({
      name: 'hub_join_seconds',
      help: 'From join_room to its answer, resumes too: answered or failed; refusals are not in it',
      labelNames: ['outcome'],
      buckets: joinSeconds,
      registers,
    }),
    resumes: counter('hub_resumes_total', 'Resumes: replayed, snapshot, resync, waiting or the refusal', ['outcome']),
    putOff: counter('hub_joins_put_off_total', 'Joins and resumes put off because too many came at once', []),
    closes: counter('websocket_closes_total', 'Closed WebSockets, by the name of the close code', ['reason']),
    healedEvents: counter('hub_healed_events_total', 'Events that the bus lost and the log brought back', []),
    deliveryTimes: new Histogram({
      name: 'hub_delivery_seconds',
      help: 'From the time that an event or a direct message bears to its delivery on this pod',
      buckets: deliverySeconds,
      registers,
    }),
  };
  startAtZero(metrics);
  return metrics;
}

/** What alerts divide by or wait for is there from the start: a rate needs a value before the first failure. */
function startAtZero({ joins, joinTimes, resumes, closes }: HubMetrics): void {
  for (const outcome of ['answered', 'failed']) joinTimes.zero({ outcome });
  for (const outcome of ['joined', 'failed']) joins.inc({ outcome }, 0);
  for (const outcome of ['replayed', 'resume_expired', 'failed']) resumes.inc({ outcome }, 0);
  for (const reason of ['internal', 'slowReader']) closes.inc({ reason }, 0);
}

import { Counter, Gauge, type Registry } from 'prom-client';

export interface HubMetrics {
  readonly connections: Gauge;
  readonly rooms: Gauge;
  readonly messages: Counter<'type'>;
  readonly joins: Counter<'outcome'>;
  readonly resumes: Counter<'outcome'>;
  readonly putOff: Counter;
  readonly closes: Counter<'reason'>;
  readonly healedEvents: Counter;
}

/** Registers what a hub counts. Labels come from closed lists; nothing that a client writes becomes one. */
export function createHubMetrics(registry: Registry): HubMetrics {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers });
  return {
    connections: new Gauge({ name: 'websocket_connections', help: 'Open WebSockets', registers }),
    rooms: new Gauge({ name: 'hub_rooms', help: 'Rooms with a connection on this pod', registers }),
    messages: counter('websocket_messages_total', 'Messages received and understood, by type', ['type']),
    joins: counter('hub_joins_total', 'Joins with a ticket: joined, waiting or the refusal', ['outcome']),
    resumes: counter('hub_resumes_total', 'Resumes: replayed, snapshot, resync, waiting or the refusal', ['outcome']),
    putOff: counter('hub_joins_put_off_total', 'Joins and resumes put off because too many came at once', []),
    closes: counter('websocket_closes_total', 'Closed WebSockets, by the name of the close code', ['reason']),
    healedEvents: counter('hub_healed_events_total', 'Events that the bus lost and the log brought back', []),
  };
}

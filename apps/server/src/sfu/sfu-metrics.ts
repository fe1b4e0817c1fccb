import { Counter, Gauge, type Registry } from 'prom-client';

export interface SfuMetrics {
  readonly rooms: Gauge;
  readonly peers: Gauge;
  readonly producers: Gauge;
  readonly consumers: Gauge;
  readonly consumersLimit: Gauge;
  readonly bytes: Counter<'direction'>;
  readonly lost: Gauge;
  readonly workerCpu: Counter;
  readonly workers: Gauge;
  readonly workerDeaths: Counter;
  readonly requests: Counter<'action' | 'outcome'>;
}

/** Registers what a media node counts. Labels come from closed lists. */
export function createSfuMetrics(registry: Registry): SfuMetrics {
  const registers = [registry];
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const metrics: SfuMetrics = {
    rooms: gauge('sfu_rooms', 'Rooms whose media goes through this node'),
    peers: gauge('sfu_peers', 'Participants with media on this node'),
    producers: gauge('sfu_producers', 'Streams that are sent to this node'),
    consumers: gauge('sfu_consumers', 'Streams that this node may send'),
    consumersLimit: gauge('sfu_consumers_limit', 'MEDIA_MAX_CONSUMERS'),
    bytes: counter('sfu_bytes_total', 'Bytes of media, by direction: in or out', ['direction']),
    lost: gauge('sfu_packet_loss_ratio', 'Share of the packets sent to this node that did not arrive, lately'),
    workerCpu: counter('sfu_worker_cpu_seconds_total', 'Processor time of the media workers', []),
    workers: gauge('sfu_workers', 'Media workers that live'),
    workerDeaths: counter('sfu_worker_deaths_total', 'Media workers that ended unasked', []),
    requests: counter('sfu_requests_total', 'Requests of participants, by action: done or the refusal', [
      'action',
      'outcome',
    ]),
  };
  for (const direction of ['in', 'out']) metrics.bytes.inc({ direction }, 0);
  return metrics;
}

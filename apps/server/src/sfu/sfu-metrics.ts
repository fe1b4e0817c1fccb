import { Counter, Gauge, type Registry } from 'prom-client';

export interface SfuMetrics {
  readonly rooms: Gauge;
  readonly peers: Gauge;
  readonly producers: Gauge;
  readonly consumers: Gauge;
  readonly consumersLimit: Gauge;
  readonly pipes: Gauge;
  readonly bytes: Counter<'direction'>;
  readonly keyframeRequests: Counter;
  readonly loss: Gauge<'direction'>;
  readonly roomBitrate: Gauge<'direction'>;
  readonly roomLoss: Gauge<'direction'>;
  readonly roomConsumers: Gauge;
  readonly workerCpu: Counter<'worker'>;
  readonly workers: Gauge;
  readonly workerDeaths: Counter;
  readonly requests: Counter<'action' | 'outcome'>;
}

/** Registers what a media node counts. Labels come from closed lists. */
export function createSfuMetrics(registry: Registry): SfuMetrics {
  const registers = [registry];
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({ name, help, labelNames, registers });
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const metrics: SfuMetrics = {
    rooms: gauge('sfu_rooms', 'Rooms whose media goes through this node'),
    peers: gauge('sfu_peers', 'Participants with media on this node'),
    producers: gauge('sfu_producers', 'Streams that are sent to this node'),
    consumers: gauge('sfu_consumers', 'Streams that this node may send, to people and to other nodes'),
    consumersLimit: gauge('sfu_consumers_limit', 'MEDIA_MAX_CONSUMERS'),
    pipes: gauge('sfu_pipes', 'Pipes to other nodes, one for each meeting and node that this one shares it with'),
    bytes: counter('sfu_bytes_total', 'Bytes of media of people and of other nodes, by direction: in or out', [
      'direction',
    ]),
    keyframeRequests: counter(
      'sfu_keyframe_requests_total',
      'Times that senders were asked to begin a picture anew',
      [],
    ),
    loss: gauge('sfu_packet_loss_ratio', 'Share of the packets that did not arrive, lately, by direction', [
      'direction',
    ]),
    // Of rooms the one that has most: a label for each would have no end.
    roomBitrate: gauge('sfu_room_bits_per_second_max', 'Bit rate of the room that has most, lately, by direction', [
      'direction',
    ]),
    roomLoss: gauge('sfu_room_packet_loss_ratio_max', 'Packet loss of the room that has most, lately, by direction', [
      'direction',
    ]),
    roomConsumers: gauge('sfu_room_consumers_max', 'Streams that the room that has most may be sent'),
    workerCpu: counter('sfu_worker_cpu_seconds_total', 'Processor time of the media workers, each by its number', [
      'worker',
    ]),
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

import type { types } from 'mediasoup';
import type { MediaPeer } from './media-peer.ts';

/** What has gone through: of a room so far, or since it was last read. */
export interface Tally {
  bytesIn: number;
  bytesOut: number;
  /** Of media that was sent to this node. */
  packetsIn: number;
  packetsLostIn: number;
  /** Times that a sender was asked to begin its picture anew. */
  keyframeRequests: number;
}

type Read = ReadonlyMap<string, Tally>;

export const nothing: Tally = { bytesIn: 0, bytesOut: 0, packetsIn: 0, packetsLostIn: 0, keyframeRequests: 0 };

/** The traffic of one room, read from its transports and producers now and then: they count for as long as they live. */
export class RoomTraffic {
  #read: Read = new Map();
  #total = nothing;

  /** All that was read so far: what came after that of what is closed by now is not in it. */
  get total(): Tally {
    return this.#total;
  }

  /** What has come since, by people and by pipes, and the share of packets that receivers miss, of each that has told. */
  async measure(
    peers: readonly MediaPeer[],
    pipes: readonly types.PipeTransport[],
  ): Promise<{ since: Tally; lossOut: number[] }> {
    const transports = peers.flatMap((peer) => [peer.transport('send'), peer.transport('receive')]);
    const producers = peers.flatMap((peer) => [...peer.producers.values()]);
    const [byTransport, byPipe, byProducer] = await Promise.all([
      readAll(transports.filter((transport) => transport !== undefined)),
      readAll(pipes),
      readAll(producers),
    ]);
    const read = new Map([
      ...[...byTransport, ...byPipe].map(([id, [stats]]) => [id, ofTransport(stats)] as const),
      ...[...byProducer].map(([id, streams]) => [id, sum(streams.map(ofStream))] as const),
    ]);
    const since = sum([...read].map(([id, tally]) => growth(this.#read.get(id) ?? nothing, tally)));
    this.#read = read;
    this.#total = sum([this.#total, since]);
    const lossOut = [...byTransport.values()].flatMap(([stats]) => stats?.rtpPacketLossSent ?? []);
    return { since, lossOut };
  }
}

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce((one, other) => combine(one, other, (a, b) => a + b), nothing);
}

/** Losses that were mended late make a count smaller. */
function growth(before: Tally, now: Tally): Tally {
  return combine(before, now, (a, b) => Math.max(0, b - a));
}

function combine(one: Tally, other: Tally, by: (one: number, other: number) => number): Tally {
  return {
    bytesIn: by(one.bytesIn, other.bytesIn),
    bytesOut: by(one.bytesOut, other.bytesOut),
    packetsIn: by(one.packetsIn, other.packetsIn),
    packetsLostIn: by(one.packetsLostIn, other.packetsLostIn),
    keyframeRequests: by(one.keyframeRequests, other.keyframeRequests),
  };
}

interface Measured<Stats> {
  readonly id: string;
  readonly closed: boolean;
  getStats(): Promise<Stats>;
}

/** Without those that close meanwhile, which have none. */
async function readAll<Stats>(all: readonly Measured<Stats>[]): Promise<Map<string, Stats>> {
  const open = all.filter(({ closed }) => !closed);
  const read = await Promise.allSettled(open.map(async (one) => [one.id, await one.getStats()] as const));
  return new Map(read.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])));
}

function ofTransport(stats: Pick<types.WebRtcTransportStat, 'bytesReceived' | 'bytesSent'> | undefined): Tally {
  return { ...nothing, bytesIn: stats?.bytesReceived ?? 0, bytesOut: stats?.bytesSent ?? 0 };
}

function ofStream({ packetCount, packetsLost, pliCount, firCount }: types.ProducerStat): Tally {
  return { ...nothing, packetsIn: packetCount, packetsLostIn: packetsLost, keyframeRequests: pliCount + firCount };
}

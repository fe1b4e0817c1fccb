import { setTimeout as delay } from 'node:timers/promises';
import { Histogram } from '../../apps/loadtest/src/measure/histogram.ts';
import type { GeneratorWatch } from '../generator-watch.ts';
import { pace } from '../pace.ts';
import { roundsOr } from '../sizes.ts';
import { FanOutRig, openRooms } from '../sockets/fan-out.ts';
import { Peer, type ServerName } from '../sockets/peer.ts';
import { median, spread, whole } from '../statistics.ts';
import { TimedRoom } from './delivery-times.ts';

const ROUNDS = roundsOr(5);
const SHAPE = { rooms: 50, people: 10 };
const MEASURE_MS = 2000;
const SETTLE_MS = 300;
const servers: ServerName[] = ['ours', 'node:net', 'ws'];

interface Round {
  readonly times: Histogram;
  /** Of the server's core. */
  readonly busy: number;
}

/** How long deliveries take while a server has half of what it can bear, beside others at the same rate. */
export async function measureSocketLayers(watch: GeneratorWatch): Promise<void> {
  const perSecond = Math.floor((await leastSaturation()) / 2);
  const rounds = new Map<ServerName, Round[]>(servers.map((name) => [name, []]));
  const rigs = await Promise.all(servers.map(LatencyRig.start));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const rig of rigs) rounds.get(rig.peer.name)?.push(await rig.measure(perSecond, watch));
  }
  await Promise.all(rigs.map((rig) => rig.peer.stop()));
  const netP99 = (rounds.get('node:net') ?? []).map(({ times }) => times.percentile(99));
  console.log(`
### Delivery in ms at half load: ${perSecond} messages a second in ${SHAPE.rooms} rooms of ${SHAPE.people}, ${ROUNDS} rounds

| server | p50 | p99 | p99 × node:net | % of the server's core |
| --- | --- | --- | --- | --- |`);
  for (const [name, all] of rounds) {
    const p99 = all.map(({ times }) => times.percentile(99));
    const cells = [
      spread(all.map(({ times }) => times.percentile(50))),
      spread(p99),
      spread(p99.map((each, round) => each / (netP99[round] ?? Number.NaN))),
      spread(
        all.map(({ busy }) => 100 * busy),
        whole,
      ),
    ];
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
}

/** Messages a second that fill the core of ours, or of `node:net`, whichever is slower. */
async function leastSaturation(): Promise<number> {
  const found: number[] = [];
  for (const name of ['ours', 'node:net'] as const) {
    const rig = await FanOutRig.start(name, { ...SHAPE, inFlight: 1 });
    const rates: number[] = [];
    for (let round = 0; round < Math.min(3, ROUNDS); round += 1) rates.push((await rig.measure()).perCpuSecond);
    await rig.stop();
    found.push(median(rates) / SHAPE.people);
  }
  return Math.min(...found);
}

class LatencyRig {
  readonly peer: Peer;
  readonly #rooms: readonly TimedRoom[];

  private constructor(peer: Peer, rooms: readonly TimedRoom[]) {
    this.peer = peer;
    this.#rooms = rooms;
  }

  static start = async (name: ServerName): Promise<LatencyRig> => {
    const peer = await Peer.start(name);
    return new LatencyRig(
      peer,
      (await openRooms(peer, SHAPE)).map((members) => new TimedRoom(members)),
    );
  };

  async measure(perSecond: number, watch: GeneratorWatch): Promise<Round> {
    const write = (index: number) => this.#rooms[index % this.#rooms.length]?.write();
    await pace(perSecond, MEASURE_MS / 4, write);
    await delay(SETTLE_MS);
    this.#times();
    const [cpu, startedAtMs] = [this.peer.cpuSeconds(), performance.now()];
    watch.begin();
    await pace(perSecond, MEASURE_MS, write);
    watch.end();
    const busy = (this.peer.cpuSeconds() - cpu) / ((performance.now() - startedAtMs) / 1000);
    await delay(SETTLE_MS);
    return { times: this.#times(), busy };
  }

  /** Since the last call. */
  #times(): Histogram {
    const all = new Histogram();
    for (const room of this.#rooms) room.drainTo(all);
    return all;
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import type { GeneratorWatch } from '../generator-watch.ts';
import { CountingClient, roomName } from './client.ts';
import { Peer, type ServerName } from './peer.ts';

export interface Rooms {
  readonly rooms: number;
  readonly people: number;
}

export interface FanOutShape extends Rooms {
  /** Messages of a room that are on their way at any time. */
  readonly inFlight: number;
}

export interface FanOut {
  /** Messages delivered to sockets for each CPU second of the server. */
  readonly perCpuSecond: number;
  /** Of the server's core. */
  readonly busy: number;
}

const WARM_UP_MS = 500;
const MEASURE_MS = 2000;

/** Rooms in which one person writes as fast as the answers come, at one server. */
export class FanOutRig {
  readonly peer: Peer;
  readonly #clients: CountingClient[];
  readonly #writers: CountingClient[];
  readonly #inFlight: number;

  private constructor(peer: Peer, clients: CountingClient[], writers: CountingClient[], inFlight: number) {
    this.peer = peer;
    this.#clients = clients;
    this.#writers = writers;
    this.#inFlight = inFlight;
  }

  static async start(name: ServerName, shape: FanOutShape): Promise<FanOutRig> {
    const peer = await Peer.start(name);
    const rooms = await openRooms(peer, shape);
    const writers = rooms.flatMap(([writer]) => (writer ? [writer] : []));
    return new FanOutRig(peer, rooms.flat(), writers, shape.inFlight);
  }

  async measure(watch?: GeneratorWatch): Promise<FanOut> {
    for (const writer of this.#writers) {
      writer.onMessages = (count) => writer.send(count);
      writer.send(this.#inFlight);
    }
    await delay(WARM_UP_MS);
    const [delivered, cpu, startedAt] = [this.#delivered(), this.peer.cpuSeconds(), performance.now()];
    watch?.begin();
    await delay(MEASURE_MS);
    const seconds = (performance.now() - startedAt) / 1000;
    const cpuSeconds = this.peer.cpuSeconds() - cpu;
    watch?.end(cpuSeconds / seconds);
    const perCpuSecond = (this.#delivered() - delivered) / cpuSeconds;
    for (const writer of this.#writers) writer.onMessages = () => {};
    await delay(200);
    return { perCpuSecond, busy: cpuSeconds / seconds };
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.peer.stop();
  }

  #delivered(): number {
    return this.#clients.reduce((sum, client) => sum + client.messages, 0);
  }
}

/** Fills rooms, one after the other. */
export async function openRooms(peer: Peer, { rooms, people }: Rooms): Promise<CountingClient[][]> {
  const opened: CountingClient[][] = [];
  for (let room = 0; room < rooms; room += 1) {
    opened.push(await Promise.all(Array.from({ length: people }, () => CountingClient.open(peer, roomName(room)))));
  }
  return opened;
}

import { setTimeout as delay } from 'node:timers/promises';
import type { GeneratorWatch } from '../generator-watch.ts';
import { connectionsOr, roundsOr } from '../sizes.ts';
import { CountingClient, roomName } from '../sockets/client.ts';
import { Peer, type ServerName } from '../sockets/peer.ts';
import { spread, whole } from '../statistics.ts';

const CONNECTIONS = connectionsOr(10_000);
const ROUNDS = roundsOr(3);
/** A server that has served some has its own memory already. */
const WARM_UP_CONNECTIONS = 500;
const AT_ONCE = 100;
const PEOPLE_IN_A_ROOM = 10;
/** Until what was asked for last is done. */
const SETTLE_MS = 1000;
const servers: ServerName[] = ['ours', 'ws', 'socket.io', 'node:net', 'C'];

export interface Idle {
  /** Of resident memory, for each connection. */
  readonly bytes: number;
  /** CPU time that a connect took. */
  readonly microseconds: number;
}

/** What connections cost that do nothing, server by server in turns: memory each, and the CPU that each took to come. */
export async function measureSocketLayers(watch: GeneratorWatch): Promise<void> {
  const results = new Map<ServerName, Idle[]>(servers.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of servers) results.get(name)?.push(await idle(name, watch));
  }
  const ofNet = results.get('node:net') ?? [];
  const ratios = (of: keyof Idle, idles: readonly Idle[]) =>
    spread(idles.map((each, round) => each[of] / (ofNet[round]?.[of] ?? Number.NaN)));
  console.log(`
### ${CONNECTIONS} idle connections, ${ROUNDS} rounds

| server | bytes a connection | × node:net | CPU µs a connect | × node:net |
| --- | --- | --- | --- | --- |`);
  for (const [name, idles] of results) {
    const bytes = spread(
      idles.map((each) => each.bytes),
      whole,
    );
    const microseconds = spread(
      idles.map((each) => each.microseconds),
      whole,
    );
    console.log(
      `| ${name} | ${bytes} | ${ratios('bytes', idles)} | ${microseconds} | ${ratios('microseconds', idles)} |`,
    );
  }
}

/** Of one server. */
export async function idle(name: ServerName, watch: GeneratorWatch): Promise<Idle> {
  const peer = await Peer.start(name);
  const clients = await open(peer, WARM_UP_CONNECTIONS);
  await delay(SETTLE_MS);
  const [before, cpu] = [peer.residentBytes(), peer.cpuSeconds()];
  watch.begin();
  clients.push(...(await open(peer, CONNECTIONS)));
  const cpuSeconds = peer.cpuSeconds() - cpu;
  watch.end();
  await delay(SETTLE_MS);
  const bytes = (peer.residentBytes() - before) / CONNECTIONS;
  for (const client of clients) client.close();
  await peer.stop();
  return { bytes, microseconds: (cpuSeconds * 1e6) / CONNECTIONS };
}

async function open(peer: Peer, count: number): Promise<CountingClient[]> {
  const clients: CountingClient[] = [];
  while (clients.length < count) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - clients.length) }, (_, index) =>
      CountingClient.open(peer, roomName(Math.floor((clients.length + index) / PEOPLE_IN_A_ROOM))),
    );
    clients.push(...(await Promise.all(batch)));
  }
  return clients;
}

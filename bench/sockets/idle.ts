import { setTimeout as delay } from 'node:timers/promises';
import { spread, whole } from '../statistics.ts';
import { CountingClient } from './client.ts';
import { Peer, type ServerName } from './peer.ts';

const CONNECTIONS = 10_000;
const AT_ONCE = 100;
const ROUNDS = 3;
const servers: ServerName[] = ['ours', 'ws', 'socket.io', 'node:net', 'C'];

/** What connections cost that do nothing: memory each, and the CPU that each took to come. */
export async function measureIdle(): Promise<void> {
  const results = new Map(servers.map((name) => [name, { bytes: [] as number[], microseconds: [] as number[] }]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of servers) {
      const { bytes, microseconds } = await idle(name);
      results.get(name)?.bytes.push(bytes);
      results.get(name)?.microseconds.push(microseconds);
    }
  }
  console.log(
    `\n### ${CONNECTIONS} idle connections\n\n| server | bytes a connection | CPU µs a connect |\n| --- | --- | --- |`,
  );
  for (const [name, { bytes, microseconds }] of results) {
    console.log(`| ${name} | ${spread(bytes, whole)} | ${spread(microseconds, whole)} |`);
  }
}

async function idle(name: ServerName): Promise<{ bytes: number; microseconds: number }> {
  const peer = await Peer.start(name);
  // A server that has served some has its own memory already.
  const clients = await open(peer, 500);
  await delay(1500);
  const [before, cpu] = [peer.residentBytes(), peer.cpuSeconds()];
  clients.push(...(await open(peer, CONNECTIONS)));
  const cpuSeconds = peer.cpuSeconds() - cpu;
  await delay(3000);
  const bytes = (peer.residentBytes() - before) / CONNECTIONS;
  for (const client of clients) client.close();
  await peer.stop();
  return { bytes, microseconds: (cpuSeconds * 1e6) / CONNECTIONS };
}

async function open(peer: Peer, count: number): Promise<CountingClient[]> {
  const clients: CountingClient[] = [];
  while (clients.length < count) {
    const batch = Array.from({ length: AT_ONCE }, (_, index) =>
      CountingClient.open(peer, `room${String(Math.floor((clients.length + index) / 10)).padStart(4, '0')}`),
    );
    clients.push(...(await Promise.all(batch)));
  }
  return clients;
}

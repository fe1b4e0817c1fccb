/** `npm run bench -- sockets`: the socket layer beside others that do the same work, and beside what bounds them all. */

import { pinGenerator } from '../cores.ts';
import { GeneratorWatch } from '../generator-watch.ts';
import { roundsOr } from '../sizes.ts';
import { median, spread, whole } from '../statistics.ts';
import { FanOutRig, type FanOutShape } from './fan-out.ts';
import type { ServerName } from './peer.ts';

const ROUNDS = roundsOr(3);
const others: ServerName[] = ['ours', 'socket.io', 'node:net', 'C'];

const shapes: { name: string; shape: FanOutShape }[] = [
  { name: 'rooms of 100, 4 in flight', shape: { rooms: 5, people: 100, inFlight: 4 } },
  { name: 'rooms of 10, 2 in flight', shape: { rooms: 50, people: 10, inFlight: 2 } },
  { name: 'rooms of 100, 1 in flight', shape: { rooms: 1, people: 100, inFlight: 1 } },
];

/** Each server between two runs of `ws`, to which it is compared. */
async function fanOut({ name, shape }: (typeof shapes)[number]): Promise<void> {
  const watch = new GeneratorWatch();
  const base = await FanOutRig.start('ws', shape);
  const rigs = await Promise.all(others.map((other) => FanOutRig.start(other, shape)));
  const ratios = new Map<ServerName, number[]>(others.map((other) => [other, []]));
  const rates = new Map<ServerName, number[]>([...others, 'ws' as const].map((server) => [server, []]));
  const busy: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    let before = await base.measure(watch);
    for (const rig of rigs) {
      const own = await rig.measure(watch);
      const after = await base.measure(watch);
      ratios.get(rig.peer.name)?.push(own.perCpuSecond / ((before.perCpuSecond + after.perCpuSecond) / 2));
      rates.get(rig.peer.name)?.push(own.perCpuSecond / 1000);
      rates.get('ws')?.push(before.perCpuSecond / 1000);
      busy.push(own.busy);
      before = after;
    }
  }
  await Promise.all([base, ...rigs].map((rig) => rig.stop()));
  console.log(
    `\n### Chat, ${name}\n\n| server | × ws.send per member | thousand deliveries a CPU second |\n| --- | --- | --- |`,
  );
  for (const other of others)
    console.log(`| ${other} | ${spread(ratios.get(other) ?? [])} | ${spread(rates.get(other) ?? [], whole)} |`);
  console.log(`| ws | 1 | ${spread(rates.get('ws') ?? [], whole)} |`);
  // Below all of the time, with few messages in flight, each side waits for the other's.
  const [least, usual] = [Math.min(...busy), median(busy)].map((share) => Math.round(share * 100));
  console.log(`\nThe servers were busy for ${usual} % of the time, at least ${least} %. ${watch.verdict()}`);
}

pinGenerator();
for (const shape of shapes) await fanOut(shape);
process.exit(0);

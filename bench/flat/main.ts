/** `npm run bench -- flat`: whether a message costs the same however many connections, or rooms, a hub has. */
import { pinGenerator } from '../cores.ts';
import { GeneratorWatch } from '../generator-watch.ts';
import { House, type Hub } from '../hub/house.ts';
import { mostConnections } from '../process-figures.ts';
import { connectionsOr, roundsOr } from '../sizes.ts';
import { Peer } from '../sockets/peer.ts';
import { medianBounds, spread } from '../statistics.ts';
import { MESSAGES, type Side } from './side.ts';
import { hubSide, netSide, type Size } from './sides.ts';

const ROUNDS = roundsOr(25);
/** Of one, what the goal allows. */
const GOAL = 0.15;

/** About as long as a candidate. */
const MESSAGE = Buffer.alloc(400);

const most = connectionsOr(10_000);
/** Each room has two people, so that the files that a process may have open bound how many there are. */
const mostRooms = Math.min(most, Math.floor(mostConnections() / 2));

/** Measures a small and a large server in turns. */
async function compare(name: string, few: Side, many: Side, watch: GeneratorWatch): Promise<void> {
  const micros = { few: [] as number[], many: [] as number[] };
  for (const side of [few, many]) await side.measure(watch);
  for (let round = 0; round < ROUNDS; round += 1) {
    // A large one is measured between two small ones as often as the other way round.
    const order = round % 2 === 0 ? (['few', 'many'] as const) : (['many', 'few'] as const);
    for (const size of order) micros[size].push(await (size === 'few' ? few : many).measure(watch));
  }
  const ratios = micros.many.map((each, round) => each / (micros.few[round] ?? Number.NaN));
  const cells = [
    name,
    spread(micros.few),
    spread(micros.many),
    spread(ratios),
    ...verdict(ratios),
    few.lost + many.lost,
  ];
  console.log(`| ${cells.join(' | ')} |`);
  for (const side of [few, many]) side.close();
}

/** Hubs over Redis. */
async function compareHubs(name: string, small: Size, large: Size, watch: GeneratorWatch): Promise<void> {
  const house = await House.open(2, watch);
  try {
    const [first, second] = house.hubs as [Hub, Hub];
    const atOnce = small.rooms * small.people;
    const many = await hubSide(house.tickets, second, large, atOnce);
    await compare(name, await hubSide(house.tickets, first, small, atOnce), many, watch);
  } finally {
    await house.close();
  }
}

/** Servers of bare sockets that pass on as many bytes: what the machine itself takes more for many. */
async function compareNets(name: string, small: Size, large: Size, watch: GeneratorWatch): Promise<void> {
  const [first, second] = await Promise.all([Peer.start('passing on'), Peer.start('passing on')]);
  const atOnce = small.rooms * small.people;
  const many = await netSide(second, large, atOnce, MESSAGE);
  await compare(`node:net, ${name}`, await netSide(first, small, atOnce, MESSAGE), many, watch);
  for (const peer of [first, second]) await peer.stop();
}

/** Where the true ratio lies, and what that says of the goal. */
function verdict(ratios: readonly number[]): [string, string] {
  const [from, to] = medianBounds(ratios);
  const bounds = `${from.toFixed(2)} to ${to.toFixed(2)}`;
  if (to <= 1 + GOAL) return [bounds, 'within 15 %'];
  return [bounds, from > 1 + GOAL ? 'more than 15 %' : 'not known'];
}

pinGenerator();
const watch = new GeneratorWatch();
console.log(`
### CPU µs of the own thread of a hub, or a server of bare sockets, for a message passed on, ${MESSAGES} of them, ${ROUNDS} rounds

| from few to many | few | many | × of each round | its median, with 95 % confidence | verdict | lost |
| --- | --- | --- | --- | --- | --- | --- |`);
const sizes = [
  {
    name: `100 to ${most} connections, rooms of 10`,
    small: { rooms: 10, people: 10 },
    large: { rooms: most / 10, people: 10 },
  },
  { name: `10 to ${mostRooms} rooms of 2`, small: { rooms: 10, people: 2 }, large: { rooms: mostRooms, people: 2 } },
];
for (const { name, small, large } of sizes) {
  await compareNets(name, small, large, watch);
  await compareHubs(name, small, large, watch);
}
console.log(`\n${watch.verdict()}`);
process.exit(0);

/** `npm run bench -- flat`: whether a message costs the same however many connections, or rooms, a hub has. */
import { pinGenerator } from '../cores.ts';
import { GeneratorWatch } from '../generator-watch.ts';
import { House, type Hub } from '../hub/house.ts';
import { mostConnections } from '../process-figures.ts';
import { connectionsOr, roundsOr } from '../sizes.ts';
import { median, middleHalf, spread } from '../statistics.ts';
import { MESSAGES, Side, type Size } from './side.ts';

const ROUNDS = roundsOr(15);
/** Of one, what the goal allows. */
const GOAL = 0.15;
/** A ratio is taken for known where the middle half of all rounds is no wider than this. */
const SURE = 0.1;

const most = connectionsOr(10_000);
/** Each room has two people, so that the files that a process may have open bound how many there are. */
const mostRooms = Math.min(most, Math.floor(mostConnections() / 2));

/** Measures a small and a large hub in turns. */
async function compare(name: string, small: Size, large: Size, watch: GeneratorWatch): Promise<void> {
  const house = await House.open(2, watch);
  try {
    const [first, second] = house.hubs as [Hub, Hub];
    const atOnce = small.rooms * small.people;
    const many = await Side.open(house.tickets, second, large, atOnce);
    const few = await Side.open(house.tickets, first, small, atOnce);
    const micros = { few: [] as number[], many: [] as number[] };
    for (const side of [few, many]) await side.measure(watch);
    for (let round = 0; round < ROUNDS; round += 1) {
      // A large hub is measured between two small ones as often as the other way round.
      const order = round % 2 === 0 ? (['few', 'many'] as const) : (['many', 'few'] as const);
      for (const size of order) micros[size].push(await (size === 'few' ? few : many).measure(watch));
    }
    const ratios = micros.many.map((each, round) => each / (micros.few[round] ?? Number.NaN));
    const ratio = median(micros.many) / median(micros.few);
    const cells = [
      name,
      spread(micros.few),
      spread(micros.many),
      ratio.toFixed(3),
      spread(ratios),
      verdict(ratios, ratio),
    ];
    console.log(`| ${cells.join(' | ')} | ${few.lost + many.lost} |`);
    for (const side of [few, many]) side.close();
  } finally {
    await house.close();
  }
}

function verdict(ratios: readonly number[], ratio: number): string {
  const [from, to] = middleHalf(ratios);
  const width = (to - from) / median(ratios);
  const half = `half of all rounds within ${(100 * width).toFixed(1)} %`;
  if (width > SURE) return `not known: ${half}`;
  return `${ratio <= 1 + GOAL ? 'within 15 %' : 'more than 15 %'}; ${half}`;
}

pinGenerator();
const watch = new GeneratorWatch();
console.log(`
### CPU µs of a hub's own thread for a candidate passed on, ${MESSAGES} of them, ${ROUNDS} rounds

| from few to many | few | many | ratio of medians | ratios of rounds | verdict | lost |
| --- | --- | --- | --- | --- | --- | --- |`);
const [fewer, more] = [
  { rooms: 10, people: 10 },
  { rooms: most / 10, people: 10 },
];
await compare(`${10 * fewer.rooms} to ${most} connections, rooms of 10`, fewer, more, watch);
await compare(`10 to ${mostRooms} rooms of 2`, { rooms: 10, people: 2 }, { rooms: mostRooms, people: 2 }, watch);
console.log(`\n${watch.verdict()}`);
process.exit(0);

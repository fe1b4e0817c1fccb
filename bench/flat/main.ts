/** `npm run bench -- flat`: whether a message costs the same however many connections, or rooms, a hub has. */
import { pinGenerator } from '../cores.ts';
import { GeneratorWatch } from '../generator-watch.ts';
import { costOf } from '../hub/cost-of.ts';
import { House, type Hub } from '../hub/house.ts';
import { Meetings } from '../hub/meetings.ts';
import type { Member } from '../hub/member.ts';
import { mostConnections } from '../process-figures.ts';
import { connectionsOr, roundsOr } from '../sizes.ts';
import { spread } from '../statistics.ts';

const ROUNDS = roundsOr(5);
/** Candidates, each from one person to another of the room, the same for all sizes. */
const PER_SECOND = 1000;
const WARM_UP_PER_SECOND = 2000;

interface Size {
  readonly rooms: number;
  readonly people: number;
}

const most = connectionsOr(10_000);
/** Each room has two people, so that the files that a process may have open bound how many there are. */
const mostRooms = Math.min(most, Math.floor(mostConnections() / 2));

/** A hub of some size, with a message for everyone in it to send. */
interface Side {
  readonly hub: Hub;
  readonly meetings: Meetings;
  send(index: number): void;
}

async function sideOf(house: House, hub: Hub, { rooms, people }: Size): Promise<Side> {
  const meetings = new Meetings(house.tickets, [hub]);
  await meetings.open(rooms, people);
  const senders = meetings.rooms.flatMap(pairs);
  const send = (index: number) => {
    const sender = senders[index % senders.length];
    sender?.member.send(sender.frame);
  };
  return { hub, meetings, send };
}

/** Everyone of a room, with a message for the next one. */
function pairs(room: readonly Member[]): { member: Member; frame: Buffer }[] {
  return room.map((member, seat) => {
    const next = room[(seat + 1) % room.length] ?? member;
    return { member, frame: member.candidateFor(next) };
  });
}

/** Measures a small and a large hub in turns. */
async function compare(name: string, small: Size, large: Size, watch: GeneratorWatch): Promise<void> {
  const house = await House.open(2, watch);
  try {
    const [first, second] = house.hubs as [Hub, Hub];
    const many = await sideOf(house, second, large);
    const few = await sideOf(house, first, small);
    const sides = [few, many];
    const costs: number[][] = sides.map(() => []);
    for (const { hub, send } of sides) await costOf([hub], WARM_UP_PER_SECOND, send, watch);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, { hub, meetings, send }] of sides.entries()) {
        meetings.ping();
        const [micros = Number.NaN] = await costOf([hub], PER_SECOND, send, watch);
        costs[index]?.push(micros);
      }
    }
    const [ofFew = [], ofMany = []] = costs;
    const ratios = ofMany.map((micros, round) => micros / (ofFew[round] ?? Number.NaN));
    const lost = sides.reduce((sum, { meetings }) => sum + meetings.lost, 0);
    console.log(`| ${name} | ${spread(ofFew)} | ${spread(ofMany)} | ${spread(ratios)} | ${lost} |`);
    for (const { meetings } of sides) meetings.close();
  } finally {
    await house.close();
  }
}

pinGenerator();
const watch = new GeneratorWatch();
console.log(`
### CPU µs of a hub for a candidate passed on, ${PER_SECOND} a second, ${ROUNDS} rounds

| from few to many | few | many | × | lost |
| --- | --- | --- | --- | --- |`);
const [fewer, more] = [
  { rooms: 10, people: 10 },
  { rooms: most / 10, people: 10 },
];
await compare(`${10 * fewer.rooms} to ${most} connections, rooms of 10`, fewer, more, watch);
await compare(`10 to ${mostRooms} rooms of 2`, { rooms: 10, people: 2 }, { rooms: mostRooms, people: 2 }, watch);
console.log(`\n${watch.verdict()}`);
process.exit(0);

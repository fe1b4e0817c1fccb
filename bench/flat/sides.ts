import type { Hub } from '../hub/house.ts';
import { Meetings } from '../hub/meetings.ts';
import type { TicketOffice } from '../hub/ticket-office.ts';
import type { Peer } from '../sockets/peer.ts';
import { NetPerson } from './net-person.ts';
import { Side } from './side.ts';

export interface Size {
  readonly rooms: number;
  readonly people: number;
}

const AT_ONCE = 100;

/** A hub whose people pass candidates to the next of their room. */
export async function hubSide(tickets: TicketOffice, hub: Hub, size: Size, atOnce: number): Promise<Side> {
  const meetings = new Meetings(tickets, [hub]);
  await meetings.open(size.rooms, size.people);
  const senders = meetings.rooms.flatMap((room) =>
    pairs(room).map(([person, next]) => ({ person, frame: person.candidateFor(next) })),
  );
  return new Side(hub, senders, atOnce);
}

/** The same by a server that passes on as many bytes, unread. */
export async function netSide(
  peer: Peer<'passing on'>,
  { rooms, people }: Size,
  atOnce: number,
  frame: Buffer,
): Promise<Side> {
  const members: NetPerson[] = [];
  while (members.length < rooms * people) {
    const batch = Array.from({ length: Math.min(AT_ONCE, rooms * people - members.length) }, () =>
      NetPerson.open(peer.port, frame),
    );
    members.push(...(await Promise.all(batch)));
  }
  for (let room = 0; room < rooms; room += 1) {
    const all = pairs(members.slice(room * people, (room + 1) * people));
    await Promise.all(all.map(([person, next]) => person.speakTo(next)));
  }
  return new Side(
    peer,
    members.map((person) => ({ person, frame })),
    atOnce,
  );
}

/** Everyone of a room, with the next one. */
function pairs<Member>(room: readonly Member[]): [Member, Member][] {
  return room.map((member, seat) => [member, room[(seat + 1) % room.length] ?? member]);
}

import { nextLoopbackAddress } from '../loopback.ts';
import type { Hub } from './house.ts';
import { Member } from './member.ts';
import { newRoom, type TicketOffice } from './ticket-office.ts';

const AT_ONCE = 50;
/** A hub closes who is silent for three times as long. */
export const PING_EVERY_MS = 15_000;

/** Meetings whose people are on some hubs in turn. */
export class Meetings {
  readonly rooms: Member[][] = [];
  readonly #tickets: TicketOffice;
  readonly #hubs: readonly Hub[];

  constructor(tickets: TicketOffice, hubs: readonly Hub[]) {
    this.#tickets = tickets;
    this.#hubs = hubs;
  }

  get members(): Member[] {
    return this.rooms.flat();
  }

  /** Adds rooms of so many; who is inside pings meanwhile. Rejects where anyone is not let in. */
  async open(rooms: number, people: number): Promise<void> {
    const places = Array.from({ length: rooms }, () => {
      const members: Member[] = [];
      this.rooms.push(members);
      const room = newRoom();
      return Array.from({ length: people }, (_, seat) => ({ room, members, seat }));
    }).flat();
    let next = 0;
    const join = async () => {
      for (let place = places[next++]; place; place = places[next++]) {
        place.members.push(await this.#join(place.room, place.seat));
      }
    };
    const pings = setInterval(() => this.ping(), PING_EVERY_MS);
    await Promise.all(Array.from({ length: AT_ONCE }, join)).finally(() => clearInterval(pings));
  }

  /** How many were inside and are not any more. */
  get lost(): number {
    return this.members.filter((member) => member.isGone).length;
  }

  /** Everyone says that they are there, or the hub would close them. */
  ping(): void {
    for (const member of this.members) member.ping();
  }

  close(): void {
    for (const member of this.members) member.close();
  }

  async #join(room: Member['room'], seat: number): Promise<Member> {
    const hub = this.#hubs[seat % this.#hubs.length];
    if (!hub) throw new Error('no hub');
    return Member.join(hub, room, await this.#tickets.issue(room, `Person ${seat}`), nextLoopbackAddress());
  }
}

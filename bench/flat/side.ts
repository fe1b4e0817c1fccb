import { setTimeout as delay } from 'node:timers/promises';
import type { GeneratorWatch } from '../generator-watch.ts';
import { Bursts } from '../hub/bursts.ts';
import type { Hub } from '../hub/house.ts';
import { Meetings } from '../hub/meetings.ts';
import type { Member } from '../hub/member.ts';
import type { TicketOffice } from '../hub/ticket-office.ts';

export interface Size {
  readonly rooms: number;
  readonly people: number;
}

/** Of one measurement: twenty people send them within the 600 signals that a hub takes from each at once. */
export const MESSAGES = 6000;
/** Messages that are under way at a time. */
const UNDER_WAY = 100;
/** A hub closes who is silent for 45 s. */
const PING_AFTER_MS = 20_000;
/** What the hub does of itself, it does once a second. */
const IDLE_MS = 1000;

/** A hub of some size, whose people pass candidates to each other: each has a turn. */
export class Side {
  readonly #hub: Hub;
  readonly #meetings: Meetings;
  readonly #bursts: Bursts;
  #pingedAtMs = performance.now();

  private constructor(hub: Hub, meetings: Meetings, atOnce: number) {
    const senders = meetings.rooms.flatMap(pairs);
    this.#hub = hub;
    this.#meetings = meetings;
    this.#bursts = new Bursts(meetings.members, UNDER_WAY, (index) => {
      const burst = Math.floor(index / UNDER_WAY);
      const sender = senders[(burst * atOnce + (index % atOnce)) % senders.length];
      sender?.member.send(sender.frame);
    });
  }

  /** `atOnce` people send in each burst, in turn, and others in the next: as many for each size that is to be compared. */
  static async open(tickets: TicketOffice, hub: Hub, { rooms, people }: Size, atOnce: number): Promise<Side> {
    const meetings = new Meetings(tickets, [hub]);
    await meetings.open(rooms, people);
    return new Side(hub, meetings, atOnce);
  }

  get lost(): number {
    return this.#meetings.lost;
  }

  /** CPU microseconds of a message, without what the hub does while nobody sends. Nobody pings meanwhile. */
  async measure(watch: GeneratorWatch): Promise<number> {
    await this.#keep();
    const idle = await this.#used(() => delay(IDLE_MS));
    watch.begin();
    const busy = await this.#used(() => this.#bursts.run(MESSAGES / UNDER_WAY));
    watch.end(busy.seconds / busy.lasted);
    return ((busy.seconds - idle.seconds * (busy.lasted / idle.lasted)) * 1e6) / MESSAGES;
  }

  close(): void {
    this.#meetings.close();
  }

  /** Everyone says that they are there, well before what is measured. */
  async #keep(): Promise<void> {
    if (performance.now() - this.#pingedAtMs < PING_AFTER_MS) return;
    this.#pingedAtMs = performance.now();
    await this.#bursts.through(this.#meetings.members.length, () => this.#meetings.ping());
  }

  async #used(run: () => Promise<unknown>): Promise<{ seconds: number; lasted: number }> {
    const [cpu, startedAtMs] = [this.#hub.threadSeconds(), performance.now()];
    await run();
    return { seconds: this.#hub.threadSeconds() - cpu, lasted: (performance.now() - startedAtMs) / 1000 };
  }
}

/** Everyone of a room, with a message for the next one. */
function pairs(room: readonly Member[]): { member: Member; frame: Buffer }[] {
  return room.map((member, seat) => {
    const next = room[(seat + 1) % room.length] ?? member;
    return { member, frame: member.candidateFor(next) };
  });
}

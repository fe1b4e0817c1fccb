import { setTimeout as delay } from 'node:timers/promises';
import type { GeneratorWatch } from '../generator-watch.ts';
import { Bursts, type Recipient } from '../hub/bursts.ts';

/** Who sends and receives, by a client that costs the generator little. */
export interface Person extends Recipient {
  readonly isGone: boolean;
  send(frame: Buffer): void;
  ping(): void;
  close(): void;
}

/** One who sends, and what. */
export interface Sender {
  readonly person: Person;
  readonly frame: Buffer;
}

/** What passes messages on. */
export interface Passer {
  /** Of the thread that runs its code. */
  threadSeconds(): number;
}

/** Of one measurement: twenty people send them within the 600 signals that a hub takes from each at once. */
export const MESSAGES = 6000;
/** Messages that are under way at a time. */
const UNDER_WAY = 100;
/** A hub closes who is silent for 45 s. */
const PING_AFTER_MS = 20_000;
/** What a hub does of itself, it does once a second. */
const IDLE_MS = 1000;

/** A server of some size, whose people pass messages to each other: each has a turn. */
export class Side {
  readonly #passer: Passer;
  readonly #senders: readonly Sender[];
  readonly #bursts: Bursts;
  #pingedAtMs = performance.now();

  /** `atOnce` people send in each burst, in turn, and others in the next: as many for each size that is to be compared. */
  constructor(passer: Passer, senders: readonly Sender[], atOnce: number) {
    this.#passer = passer;
    this.#senders = senders;
    const people = senders.map(({ person }) => person);
    this.#bursts = new Bursts(people, UNDER_WAY, (index) => {
      const burst = Math.floor(index / UNDER_WAY);
      const sender = senders[(burst * atOnce + (index % atOnce)) % senders.length];
      sender?.person.send(sender.frame);
    });
  }

  get lost(): number {
    return this.#senders.filter(({ person }) => person.isGone).length;
  }

  /** CPU microseconds of a message, without what the server does while nobody sends. Nobody pings meanwhile. */
  async measure(watch: GeneratorWatch): Promise<number> {
    await this.#keep();
    const idle = await this.#used(() => delay(IDLE_MS));
    watch.begin();
    const busy = await this.#used(() => this.#bursts.run(MESSAGES / UNDER_WAY));
    watch.end(busy.seconds / busy.lasted);
    return ((busy.seconds - idle.seconds * (busy.lasted / idle.lasted)) * 1e6) / MESSAGES;
  }

  close(): void {
    for (const { person } of this.#senders) person.close();
  }

  /** Everyone says that they are there, well before what is measured. */
  async #keep(): Promise<void> {
    if (performance.now() - this.#pingedAtMs < PING_AFTER_MS) return;
    this.#pingedAtMs = performance.now();
    await this.#bursts.through(this.#senders.length, () => {
      for (const { person } of this.#senders) person.ping();
    });
  }

  async #used(run: () => Promise<unknown>): Promise<{ seconds: number; lasted: number }> {
    const [cpu, startedAtMs] = [this.#passer.threadSeconds(), performance.now()];
    await run();
    return { seconds: this.#passer.threadSeconds() - cpu, lasted: (performance.now() - startedAtMs) / 1000 };
  }
}

import { EventQueue } from './event-queue.ts';

/** What is to happen to the house (few things, each a call) and to people (millions, each a number). */
export class Agenda {
  readonly #people = new EventQueue();
  readonly #house = new EventQueue();
  readonly #calls = new Map<number, () => void>();
  #lastCall = 0;
  #nowMs = 0;

  now = (): number => this.#nowMs;

  /** When the house changes next. */
  get nextCallAtMs(): number {
    return this.#house.nextAtMs;
  }

  at(atMs: number, act: () => void): void {
    this.#lastCall += 1;
    this.#calls.set(this.#lastCall, act);
    this.#house.add(atMs, this.#lastCall);
  }

  personAt(atMs: number, person: number): void {
    this.#people.add(atMs, person);
  }

  /** Lets time pass up to `untilMs`, or until nothing is left to happen; of things at one time the house's comes first. */
  run(untilMs: number, happen: (person: number) => void): void {
    for (;;) {
      const isHouse = this.#house.nextAtMs <= this.#people.nextAtMs;
      const queue = isHouse ? this.#house : this.#people;
      if (!(queue.nextAtMs <= untilMs) || queue.size === 0) return;
      this.#nowMs = queue.nextAtMs;
      if (isHouse) this.#call(queue.take());
      else happen(queue.take());
    }
  }

  #call(id: number): void {
    const act = this.#calls.get(id);
    this.#calls.delete(id);
    act?.();
  }
}

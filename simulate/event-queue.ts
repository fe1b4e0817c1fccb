import { EventHeap } from './event-heap.ts';
import { EventList } from './event-list.ts';

/** A heap of millions fits into no cache, and most of what it would hold is far ahead. */
const SLOT_MS = 64;

/** What is to happen, in the order of time; of two things at the same time, the one that was added first comes first. */
export class EventQueue {
  /** All up to the end of `#slot`, in order; empty where nothing is to happen at all. */
  readonly #near = new EventHeap();
  #slot = 0;
  /** What comes after, by its slot, as it was added. */
  readonly #later = new Map<number, EventList>();
  readonly #spare: EventList[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Infinity where nothing is to happen. */
  get nextAtMs(): number {
    return this.#near.nextAtMs;
  }

  /** A number, and no object: there are millions of them. */
  add(atMs: number, subject: number): void {
    const slot = Math.floor(atMs / SLOT_MS);
    if (this.#size === 0) this.#slot = slot;
    if (slot > this.#slot) this.#addLater(slot, atMs, subject);
    else this.#near.add(atMs, subject);
    this.#size += 1;
  }

  /** Takes the next event out. Throws where there is none. */
  take(): number {
    const subject = this.#near.take();
    this.#size -= 1;
    if (this.#near.size === 0 && this.#size > 0) this.#openNext();
    return subject;
  }

  #addLater(slot: number, atMs: number, subject: number): void {
    let events = this.#later.get(slot);
    if (!events) {
      events = this.#spare.pop() ?? new EventList();
      this.#later.set(slot, events);
    }
    events.add(atMs, subject);
  }

  #openNext(): void {
    let next = Number.POSITIVE_INFINITY;
    for (const slot of this.#later.keys()) if (slot < next) next = slot;
    const events = this.#later.get(next);
    if (!events) return;
    this.#later.delete(next);
    this.#slot = next;
    events.drainTo(this.#near);
    this.#spare.push(events);
  }
}

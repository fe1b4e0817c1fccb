import { Histogram } from '../../apps/loadtest/src/measure/histogram.ts';
import type { CountingClient } from '../sockets/client.ts';

/**
 * Times the messages of a room without looking into them: one writer's messages come in the order in which they were
 * written, so that each member's n-th is the writer's n-th.
 */
export class TimedRoom {
  readonly #writer: CountingClient;
  readonly #sentAtMs: number[] = [];
  #times = new Histogram();

  constructor(members: readonly CountingClient[]) {
    const [writer] = members;
    if (!writer) throw new Error('nobody is in the room');
    this.#writer = writer;
    for (const member of members) this.#listen(member);
  }

  write(): void {
    this.#sentAtMs.push(performance.now());
    this.#writer.send(1);
  }

  /** What was seen since the last call is added to `all`, and forgotten. */
  drainTo(all: Histogram): void {
    all.add(this.#times.pack());
    this.#times = new Histogram();
  }

  #listen(member: CountingClient): void {
    let seen = 0;
    member.onMessages = (count) => {
      const now = performance.now();
      for (const last = seen + count; seen < last; seen += 1) this.#times.record(now - (this.#sentAtMs[seen] ?? now));
    };
  }
}

import { type Meetings, PING_EVERY_MS } from '../hub/meetings.ts';
import type { Member } from '../hub/member.ts';

const TICK_MS = 100;

/** Has everyone of some meetings say that they are there, each in their own time, as people do who came one by one. */
export class Vigil {
  pings = 0;
  pongs = 0;
  readonly #members: readonly Member[];
  readonly #startedAtMs = performance.now();
  readonly #timer = setInterval(() => this.#ping(), TICK_MS);

  constructor(meetings: Meetings) {
    this.#members = meetings.members;
    for (const member of this.#members) {
      member.onMessage = () => {
        this.pongs += 1;
      };
    }
  }

  end(): void {
    clearInterval(this.#timer);
  }

  /** Who is due by now. */
  #ping(): void {
    const members = this.#members;
    const due = ((performance.now() - this.#startedAtMs) / PING_EVERY_MS) * members.length;
    for (; this.pings < due; this.pings += 1) members[this.pings % members.length]?.ping();
  }
}

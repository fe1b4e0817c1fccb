import { setTimeout as delay } from 'node:timers/promises';
import { Histogram } from '../../apps/loadtest/src/measure/histogram.ts';
import { pace } from '../pace.ts';
import type { Crowd } from './crowd.ts';

/** What stands in each text: between marks, on which server it was said, and when. */
const MARK = '@@';
const TIME_CHARACTERS = 12;
const FILL = 'Shall we start with the numbers of last week, or wait for Hanako and the others?';
const SETTLE_MS = 500;

export interface Times {
  readonly same: Histogram;
  readonly across: Histogram;
}

/** Has the people of a crowd speak in turn, and times what each of them hears. */
export class Talk {
  readonly #crowd: Crowd;
  #times: Times = { same: new Histogram(), across: new Histogram() };
  #said = 0;

  constructor(crowd: Crowd) {
    this.#crowd = crowd;
    for (const seats of crowd.rooms) {
      for (const [seat, speaker] of seats.entries()) {
        speaker.onMessage = (payload) => this.#heard(payload, seat % 2);
      }
    }
  }

  /** Resolves to how many messages were said, and how long they took to each who heard them. */
  async run(perSecond: number, forMs: number): Promise<{ messages: number; times: Times }> {
    this.#times = { same: new Histogram(), across: new Histogram() };
    const messages = await pace(perSecond, forMs, () => this.#say());
    await delay(SETTLE_MS);
    return { messages, times: this.#times };
  }

  #say(): void {
    const { rooms } = this.#crowd;
    const seats = rooms[this.#said % rooms.length] ?? [];
    const seat = Math.floor(this.#said / rooms.length) % seats.length;
    this.#said += 1;
    seats[seat]?.chat(`${MARK}${seat % 2}${performance.now().toFixed(2).padStart(TIME_CHARACTERS)} ${FILL}`);
  }

  #heard(payload: Buffer, server: number): void {
    const at = payload.indexOf(MARK);
    if (at < 0) return;
    const from = payload.toString('latin1', at + MARK.length, at + MARK.length + 1 + TIME_CHARACTERS);
    const times = Number(from[0]) === server ? this.#times.same : this.#times.across;
    times.record(performance.now() - Number(from.slice(1)));
  }
}

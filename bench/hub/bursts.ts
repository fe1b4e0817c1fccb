import { setTimeout as delay } from 'node:timers/promises';

const LIMIT_MS = 10_000;

/** Who is told each message, of which nothing is asked. */
export interface Recipient {
  onMessage: (payload: never) => void;
}

/**
 * Sends small bursts, each of which is answered by as many messages, one burst when the former is through: so the other
 * side has the same to do at a time, however many connections it has beside those of a burst.
 */
export class Bursts {
  readonly #size: number;
  readonly #send: (index: number) => void;
  #missing = 0;
  #through: () => void = () => {};
  #sent = 0;

  /** `send` has one of `members` sent something; none of them gets anything else. */
  constructor(members: readonly Recipient[], size: number, send: (index: number) => void) {
    this.#size = size;
    this.#send = send;
    for (const member of members) member.onMessage = () => this.#received();
  }

  /** Resolves to the number of messages. Rejects where some do not come. */
  async run(bursts: number): Promise<number> {
    const send = () => {
      for (let index = 0; index < this.#size; index += 1) this.#send(this.#sent++);
    };
    for (let burst = 0; burst < bursts; burst += 1) await this.through(this.#size, send);
    return bursts * this.#size;
  }

  /** Resolves when what `send` asks for has been answered by so many messages. */
  async through(messages: number, send: () => void): Promise<void> {
    this.#missing = messages;
    const limit = new AbortController();
    const through = new Promise<void>((resolve) => {
      this.#through = resolve;
    });
    send();
    const late = delay(LIMIT_MS, true, { signal: limit.signal }).catch(() => false);
    const isLate = await Promise.race([through.then(() => false), late]);
    limit.abort();
    if (isLate) throw new Error(`${this.#missing} of ${messages} messages did not come`);
  }

  #received(): void {
    this.#missing -= 1;
    if (this.#missing === 0) this.#through();
  }
}

import type { RoomId, ServerMessage } from '@cline-meet/protocol';
import type { Clock } from '../lib/clock.ts';
import type { Messages } from './messages.ts';

/** What the last to move have for it, as a part of the time over which the moves are spread. */
const SLACK = 1 / 4;

/** One end of a connection, as far as it is told to move. */
export interface Movable {
  readonly roomId: RoomId;
  /** Null for who has no place yet. */
  readonly actor: object | null;
  send(message: ServerMessage): void;
}

export interface DrainOptions {
  /** The moves are spread over this. */
  readonly windowMs: number;
  readonly messages: Pick<Messages, 'move'>;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Has a pod's clients move to other pods, each at a time of its own, so that no pod meets all of them at once. */
export class Drain {
  readonly #options: DrainOptions;
  readonly #untilMs: number;
  readonly #told = new WeakSet<Movable>();

  constructor(options: DrainOptions) {
    this.#options = options;
    this.#untilMs = options.clock.now() + options.windowMs;
  }

  /** After this whoever is left is not going to move. */
  get patienceMs(): number {
    return this.#options.windowMs * (1 + SLACK);
  }

  /** Tells who has a place and was not told yet. To be called again for those who were just coming in. */
  tell(clients: Iterable<Movable>): void {
    const { clock, random, messages } = this.#options;
    const leftMs = Math.max(this.#untilMs - clock.now(), 0);
    for (const client of clients) {
      if (client.actor === null || this.#told.has(client)) continue;
      this.#told.add(client);
      client.send(messages.move(client.roomId, Math.floor(random() * leftMs)));
    }
  }
}

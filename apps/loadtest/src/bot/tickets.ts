import type { JoinTicket } from '@cline-meet/protocol';
import type { Recorder } from '../measure/recorder.ts';
import type { GatewayClient } from './gateway-client.ts';
import { politely } from './polite.ts';

/** A ticket lives for a minute. */
const GOOD_MS = 45_000;

export interface TicketSurroundings {
  readonly recorder: Recorder;
  readonly now: () => number;
  readonly delay: (delayMs: number) => Promise<unknown>;
}

/** The ticket that a bot has in hand, so that HTTP is no part of its way in. */
export class Tickets {
  readonly #gateway: GatewayClient;
  readonly #at: TicketSurroundings;
  #held: { ticket: JoinTicket; untilMs: number } | null = null;

  constructor(gateway: GatewayClient, at: TicketSurroundings) {
    this.#gateway = gateway;
    this.#at = at;
  }

  /** A good one, which stays in hand. */
  async look(code: string): Promise<JoinTicket> {
    if (this.#held && this.#held.untilMs > this.#at.now()) return this.#held.ticket;
    const fromMs = this.#at.now();
    const ticket = await politely(() => this.#gateway.getTicket(code), this.#at.delay);
    this.#at.recorder.took('ticket', this.#at.now() - fromMs);
    this.#held = { ticket, untilMs: this.#at.now() + GOOD_MS };
    return ticket;
  }

  /** A good one, to be used: each is good once. */
  async take(code: string): Promise<JoinTicket> {
    const ticket = await this.look(code);
    this.#held = null;
    return ticket;
  }
}

import type { CloseName, RoomId } from '@cline-meet/protocol';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { RoomStore } from '../room/room-store.ts';
import type { Client } from './client.ts';

interface RoomEndContext {
  readonly store: RoomStore;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Has the people of a room that is not open go, for good or to come in again. */
export class RoomEnd {
  readonly #roomId: RoomId;
  readonly #context: RoomEndContext;
  /** Null until someone was inside: who only waits is told by the gateway, when they come again. */
  #expiresAtMs: number | null = null;

  constructor(roomId: RoomId, context: RoomEndContext) {
    this.#roomId = roomId;
    this.#context = context;
  }

  expiresAt(time: string): void {
    this.#expiresAtMs = Date.parse(time);
  }

  /** An end may have been announced before this client was here to be told; so may an expiry, or the room may be lost. */
  async closeIfOver(client: Client): Promise<boolean> {
    if (client.state.phase === 'closed') return true;
    const reason = await this.#reason();
    if (reason) client.close(reason);
    return reason !== null;
  }

  async closeAllIfOver(clients: readonly Client[]): Promise<void> {
    const reason = await this.#reason();
    if (!reason) return;
    this.#context.log.info({ roomId: this.#roomId, sockets: clients.length, reason }, 'room gone');
    for (const client of clients) client.close(reason);
  }

  /** Null while the room is open. One that is not there and has not expired was lost: its people may come again. */
  async #reason(): Promise<CloseName | null> {
    const state = await this.#context.store.stateOf(this.#roomId);
    if (state === 'open') return null;
    if (state) return 'roomEnded';
    const isExpired = this.#expiresAtMs !== null && this.#expiresAtMs <= this.#context.clock.now();
    return isExpired ? 'roomExpired' : 'internal';
  }
}

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../apps/server/src/lib/clock.ts';
import { createSigningKey, SigningKeys } from '../../apps/server/src/lib/signing-keys.ts';
import { TokenSigner } from '../../apps/server/src/lib/tokens.ts';
import { HOUR_MS, ticketFor, ticketRoom } from '../../apps/server/src/room/room-fixtures.ts';
import { issueTicket, type TicketClaims } from '../../apps/server/src/room/ticket.ts';

export type Room = TicketClaims['room'];

/** A room that nobody has been in yet. */
export const newRoom = (): Room => ticketRoom({ expiresAt: new Date(Date.now() + 24 * HOUR_MS).toISOString() });

/** In the place of a gateway: signs tickets, and tells hubs by what key they are good. */
export class TicketOffice {
  readonly #server: Server;
  readonly #signer: TokenSigner;

  private constructor(server: Server, signer: TokenSigner) {
    this.#server = server;
    this.#signer = signer;
  }

  static async open(): Promise<TicketOffice> {
    const keys = await SigningKeys.of([await createSigningKey(Date.now())], systemClock);
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/jwk-set+json').end(JSON.stringify(keys.publicSet));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TicketOffice(server, new TokenSigner('cline-meet/gateway', keys, systemClock));
  }

  get keysUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** For one more person. It is good for a minute. */
  issue(room: Room, name: string): Promise<string> {
    return issueTicket(this.#signer, ticketFor(room, name));
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

import type { FastifyInstance } from 'fastify';
import { writeJournal } from '../db/journal-writer.ts';
import { roomsIn } from '../db/rooms.ts';
import { serveGateway } from '../http/gateway-service.ts';
import type { SigningKeys } from '../lib/signing-keys.ts';
import { TokenSigner } from '../lib/tokens.ts';
import { lookIntoRoom } from '../room/presence.ts';
import { knowingPeople } from './auth-role.ts';
import type { FoundationWithDatabase } from './foundation.ts';

/** Rooms and tickets; and what happened in rooms is written down here, since the hub has no database. */
export function startGateway(app: FastifyInstance, foundation: FoundationWithDatabase, keys: SigningKeys): void {
  const { clock, db, live, ice, log } = foundation;
  live.reader.start((entries) =>
    writeJournal(db, entries, (entry, error) => log.error({ err: error, entry }, 'journal entry refused')),
  );
  serveGateway(app, {
    ...knowingPeople(foundation),
    rooms: roomsIn(db),
    glimpses: { look: (roomId) => lookIntoRoom(live.store, roomId) },
    ticketSigner: new TokenSigner('cline-meet/gateway', keys, clock),
    gatewayKeys: () => keys.publicSet,
    ice,
  });
}

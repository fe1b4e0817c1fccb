import type { Kysely } from 'kysely';
import type { Registry } from 'prom-client';
import type { Config } from '../config.ts';
import type { Database } from '../db/schema.ts';
import type { IceServers } from '../ice/ice-servers.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { LiveRooms } from '../live-rooms.ts';
import type { KeyRings } from './key-rings.ts';

/** What the roles of one process share. */
export interface Foundation {
  readonly config: Config;
  readonly log: Logger;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly live: LiveRooms;
  readonly keys: KeyRings;
  readonly ice: IceServers;
}

/** The roles that know people and rooms have the database too. */
export interface FoundationWithDatabase extends Foundation {
  readonly db: Kysely<Database>;
}

import type { Options } from './options.ts';
import type { Rules } from './rules.ts';

/** Requests of a newcomer to a media node: its capabilities, two transports, its tracks, those of others. */
const MEDIA_REQUESTS = 8;

/** What the people of a room of a given size do in a second, all together. */
export interface RoomRates {
  readonly joins: number;
  /** Chat and controls: each is stored, and told to everyone. */
  readonly broadcasts: number;
  /** Offers and answers: looked up, and told to one. */
  readonly descriptions: number;
  /** Told to one, with nothing looked up. */
  readonly candidates: number;
  /** To a media node. */
  readonly mediaRequests: number;
}

/** Meetings in a steady state: as many come as go. A newcomer to a mesh signals with each of the others. */
export function ratesOf(people: number, options: Options, { meshPeople }: Rules): RoomRates {
  const joins = people / (60 * options['stay-minutes']);
  const isMesh = people <= meshPeople;
  const pairs = isMesh ? joins * (people - 1) : 0;
  return {
    joins,
    // Who leaves is told of as well.
    broadcasts: joins + (people * (options['chats-per-hour'] + options['controls-per-hour'])) / 3600,
    descriptions: 2 * pairs,
    candidates: 2 * pairs * options['candidates-per-peer'],
    mediaRequests: isMesh ? 0 : joins * MEDIA_REQUESTS,
  };
}

/**
 * What each costs in commands to Redis, as apps/server/src/hub/redis-cost.test.ts holds it: a join is two scripts, a SET,
 * a look-up and a publication; a broadcast a script and a publication; a signal a publication, and a look-up where it is
 * checked.
 */
export const commands = {
  join: { scripts: 2, sets: 2, publications: 1 },
  broadcast: { scripts: 1, sets: 0, publications: 1 },
  description: { scripts: 0, sets: 1, publications: 1 },
  candidate: { scripts: 0, sets: 0, publications: 1 },
  mediaRequest: { scripts: 0, sets: 0, publications: 1 },
} as const;

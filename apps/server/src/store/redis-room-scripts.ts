import type { RoomId } from '@cline-meet/protocol';
import type { RedisClient } from '../lib/redis.ts';
import { type RedisScript, type Reply, redisScript, runScript } from '../lib/redis-script.ts';
import * as arrangement from './redis-scripts/arrangement.ts';
import * as changes from './redis-scripts/changes.ts';
import * as departure from './redis-scripts/departure.ts';
import * as entrance from './redis-scripts/entrance.ts';
import * as reading from './redis-scripts/reading.ts';

/** How far back a client may be and still be told exactly what it missed. */
const EVENTS_KEPT = 1000;

/** In the order in which the scripts take them. */
const PARTS = ['', ':participants', ':waiting', ':lost', ':admitted', ':removed', ':events', ':chat', ':chat-ids'];

const texts = { ...entrance, ...departure, ...changes, ...arrangement, ...reading };
type ScriptName = keyof typeof texts;

const scripts = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, redisScript(text)])) as Record<
  ScriptName,
  RedisScript
>;

/** The braces are a hash tag: all keys of a room are in one slot, so one script may touch them all. */
export function roomKey(roomId: RoomId, part: (typeof PARTS)[number] = ''): string {
  return `room:{${roomId}}${part}`;
}

/** Runs one script on one room. */
export function runRoomScript(
  redis: RedisClient,
  name: ScriptName,
  roomId: RoomId,
  argument: object = {},
): Promise<Reply> {
  const keys = PARTS.map((part) => roomKey(roomId, part));
  return runScript(redis, scripts[name], keys, { ...argument, roomId, eventsKept: EVENTS_KEPT });
}

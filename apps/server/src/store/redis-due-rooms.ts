import type { RoomId } from '@cline-meet/protocol';
import type { RedisClient } from '../lib/redis.ts';
import { redisScript, runScript } from '../lib/redis-script.ts';

/** One index would be one hot key; rooms are spread over these, and these over a cluster. */
const SHARDS = 8;
/** A pod that has taken a due room has this long to reap it before another may try. */
const CLAIM_MS = 5000;
const SLACK_MS = 24 * 3_600_000;

/** Takes `KEYS[1]` as what is to come and `KEYS[2]` as what a pod has taken on. */
const prelude = `
local TO_COME, TAKEN = unpack(KEYS)
local arg = cjson.decode(ARGV[1])
local function note(dueMs)
  redis.call('ZADD', TO_COME, 'LT', dueMs, arg.roomId)
  if redis.call('PTTL', TO_COME) < arg.ttlMs then redis.call('PEXPIRE', TO_COME, arg.ttlMs) end
end
`;

const note = redisScript(`${prelude} note(arg.dueMs)`);

const claim = redisScript(`${prelude}
local due = {}
for _, key in ipairs(KEYS) do
  for _, roomId in ipairs(redis.call('ZRANGEBYSCORE', key, '-inf', arg.nowMs, 'LIMIT', 0, arg.limit - #due)) do
    redis.call('ZREM', TO_COME, roomId)
    redis.call('ZADD', TAKEN, arg.againMs, roomId)
    due[#due + 1] = roomId
  end
end
if #due > 0 then redis.call('PEXPIRE', TAKEN, arg.ttlMs) end
return due
`);

const settle = redisScript(`${prelude}
if arg.dueMs then note(arg.dueMs) end
redis.call('ZREM', TAKEN, arg.roomId)
`);

/** Rooms claimed from one shard at a time, so that pods share the work after an outage. */
const CLAIM_LIMIT = 100;

/**
 * When to look into which room next. It stands in other slots than the rooms, so it cannot change in one step with them;
 * a time is therefore noted before the room changes: an entry may be for nothing, and none is ever missing.
 */
export class RedisDueRooms {
  readonly #redis: RedisClient;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /** Looks into the room at `dueMs`, or earlier where that was noted. */
  async note(roomId: RoomId, dueMs: number, nowMs: number): Promise<void> {
    await runScript(this.#redis, note, keysOf(roomId), { roomId, dueMs, ttlMs: ttlMs(dueMs, nowMs) });
  }

  /** Each due room goes to one pod, and to another where that one does not settle it in time. */
  async claim(nowMs: number): Promise<RoomId[]> {
    const argument = { nowMs, againMs: nowMs + CLAIM_MS, limit: CLAIM_LIMIT, ttlMs: SLACK_MS };
    const shards = Array.from({ length: SHARDS }, (_, shard) => shardKeys(shard));
    const due = await Promise.all(shards.map((keys) => runScript(this.#redis, claim, keys, argument)));
    return due.flat() as RoomId[];
  }

  /** The claimed room was looked into, and is due again at `dueMs`; never, for null. */
  async settle(roomId: RoomId, dueMs: number | null, nowMs: number): Promise<void> {
    const again = dueMs === null ? {} : { dueMs, ttlMs: ttlMs(dueMs, nowMs) };
    await runScript(this.#redis, settle, keysOf(roomId), { roomId, ...again });
  }
}

function ttlMs(dueMs: number, nowMs: number): number {
  return Math.max(dueMs - nowMs, 0) + SLACK_MS;
}

function shardKeys(shard: number): string[] {
  return [`due:{${shard}}`, `due:{${shard}}:taken`];
}

/** Room ids are random: their first digits spread them evenly. */
function keysOf(roomId: RoomId): string[] {
  return shardKeys(Number.parseInt(roomId.slice(0, 4), 16) % SHARDS);
}

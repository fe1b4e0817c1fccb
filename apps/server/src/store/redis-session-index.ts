import type { RoomId } from '@cline-meet/protocol';
import type { Clock } from '../lib/clock.ts';
import type { RedisClient } from '../lib/redis.ts';
import { type RedisScript, type Reply, redisScript, runScript } from '../lib/redis-script.ts';
import type { LoginSession, SessionIndex } from '../room/session-index.ts';

/**
 * One sorted set a person, by the time at which each member may be forgotten: `sessionId roomId` for a room that the
 * session is in, `sessionId` alone for one that has ended.
 */
const prelude = `
local SESSIONS = KEYS[1]
local arg = cjson.decode(ARGV[1])
redis.call('ZREMRANGEBYSCORE', SESSIONS, '-inf', arg.nowMs)
local function keep(member)
  redis.call('ZADD', SESSIONS, 'GT', arg.untilMs, member)
  local ttlMs = math.max(arg.untilMs - arg.nowMs, 1)
  if redis.call('PTTL', SESSIONS) < ttlMs then redis.call('PEXPIRE', SESSIONS, ttlMs) end
end
`;

const note = redisScript(`${prelude}
if redis.call('ZSCORE', SESSIONS, arg.sessionId) then return 0 end
keep(arg.sessionId .. ' ' .. arg.roomId)
return 1
`);

const end = redisScript(`${prelude}
keep(arg.sessionId)
local rooms, prefix = {}, arg.sessionId .. ' '
for _, member in ipairs(redis.call('ZRANGE', SESSIONS, 0, -1)) do
  if string.sub(member, 1, #prefix) == prefix then rooms[#rooms + 1] = string.sub(member, #prefix + 1) end
end
return rooms
`);

/** Login sessions in Redis, `session:{userId}`, shared by all pods. */
export class RedisSessionIndex implements SessionIndex {
  readonly #redis: RedisClient;
  readonly #clock: Clock;

  constructor(redis: RedisClient, clock: Clock) {
    this.#redis = redis;
    this.#clock = clock;
  }

  async note(session: LoginSession, roomId: RoomId, untilMs: number): Promise<boolean> {
    return (await this.#run(note, session, { roomId, untilMs })) === 1;
  }

  async end(session: LoginSession, untilMs: number): Promise<RoomId[]> {
    return (await this.#run(end, session, { untilMs })) as RoomId[];
  }

  #run(script: RedisScript, { userId, sessionId }: LoginSession, argument: object): Promise<Reply> {
    const keys = [`session:{${userId}}`];
    return runScript(this.#redis, script, keys, { ...argument, sessionId, nowMs: this.#clock.now() });
  }
}

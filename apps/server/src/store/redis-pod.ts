import { randomUUID } from 'node:crypto';
import type { RoomEvent, RoomId } from '@cline-meet/protocol';
import type { Clock } from '../lib/clock.ts';
import type { RedisClient } from '../lib/redis.ts';
import { redisScript, runScript } from '../lib/redis-script.ts';
import type { PodLeases } from '../room/pod-leases.ts';
import type { Stamp } from '../room/room-store.ts';
import { RedisDueRooms } from './redis-due-rooms.ts';
import { readEach } from './redis-room-replies.ts';
import { runRoomScript } from './redis-room-scripts.ts';

/** Renew three times as often. */
export const LEASE_MS = 15_000;
/** A pod that has taken a dead one's connections has this long before another may try. */
const CLAIM_MS = 10_000;
/** How long it stays known who served what after the last pod has said a word. */
const TTL_MS = 24 * 3_600_000;
const ROOMS_AT_ONCE = 50;

/** One slot: a dead pod moves from one to the other in one step. */
const PODS = ['pods:{leases}:living', 'pods:{leases}:dead'];

const renew = redisScript(`
local arg = cjson.decode(ARGV[1])
local wasLiving = redis.call('ZSCORE', KEYS[1], arg.podId)
if wasLiving or arg.isNew then redis.call('ZADD', KEYS[1], arg.untilMs, arg.podId) end
redis.call('PEXPIRE', KEYS[1], arg.ttlMs)
return wasLiving and 1 or 0
`);

const claimDead = redisScript(`
local arg = cjson.decode(ARGV[1])
for _, podId in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', arg.nowMs)) do
  redis.call('ZREM', KEYS[1], podId)
  redis.call('ZADD', KEYS[2], 0, podId)
end
local podId = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', arg.nowMs, 'LIMIT', 0, 1)[1]
if podId then redis.call('ZADD', KEYS[2], arg.againMs, podId) end
redis.call('PEXPIRE', KEYS[2], arg.ttlMs)
return podId or false
`);

/**
 * This process among its like, by a lease in Redis. The store writes its id to each place that it gives, so that the
 * others can tell whose connections are lost where the lease runs out. The pods' clocks must agree within a few seconds.
 */
export class RedisPod implements PodLeases {
  readonly #redis: RedisClient;
  readonly #clock: Clock;
  readonly #due: RedisDueRooms;
  /** The rooms noted as served by this pod, and until when each can be open. */
  readonly #rooms = new Map<RoomId, number>();
  #id: string | null = null;
  #beginning: Promise<string> | null = null;

  constructor(redis: RedisClient, clock: Clock) {
    this.#redis = redis;
    this.#clock = clock;
    this.#due = new RedisDueRooms(redis);
  }

  /** Notes that this pod serves the room, before it has anyone in it. Answers the id to write to their places. */
  async serves(roomId: RoomId, untilMs: number): Promise<string> {
    const podId = this.#id ?? (await this.#begin());
    if ((this.#rooms.get(roomId) ?? 0) >= untilMs) return podId;
    await this.#noteRoom(podId, roomId, untilMs);
    // Not before: another join must not pass while this may still fail.
    this.#rooms.set(roomId, untilMs);
    return podId;
  }

  async renew(): Promise<boolean> {
    if (this.#id === null) return this.#begin().then(() => true);
    const podId = this.#id;
    if (await this.#extend(podId, false)) {
      await this.#forgetPastRooms(podId);
      return true;
    }
    // A new name: the places under the old one are, or are about to be, lost.
    this.#id = null;
    this.#rooms.clear();
    await this.#begin();
    return false;
  }

  async loseDeadPods(untilMs: number, stamp: Stamp): Promise<RoomEvent<'participant_state'>[]> {
    const events: RoomEvent<'participant_state'>[] = [];
    for (let podId = await this.#claimDead(); podId !== null; podId = await this.#claimDead()) {
      const roomIds = (await this.#redis.zrange(roomsKey(podId), 0, '-1')) as RoomId[];
      for (let start = 0; start < roomIds.length; start += ROOMS_AT_ONCE) {
        const some = roomIds.slice(start, start + ROOMS_AT_ONCE);
        const lost = await Promise.all(some.map((roomId) => this.#losePod(roomId, { podId, untilMs, stamp })));
        events.push(...lost.flat());
      }
      await this.#bury(podId);
    }
    return events;
  }

  async release(): Promise<void> {
    const podId = this.#id;
    if (podId === null) return;
    this.#id = null;
    this.#rooms.clear();
    await this.#bury(podId);
  }

  /** Many joins may ask at once; they get one name. */
  #begin(): Promise<string> {
    this.#beginning ??= this.#take(randomUUID()).finally(() => {
      this.#beginning = null;
    });
    return this.#beginning;
  }

  async #take(podId: string): Promise<string> {
    await this.#extend(podId, true);
    this.#id = podId;
    return podId;
  }

  async #extend(podId: string, isNew: boolean): Promise<boolean> {
    const argument = { podId, isNew, untilMs: this.#clock.now() + LEASE_MS, ttlMs: TTL_MS };
    return (await runScript(this.#redis, renew, PODS, argument)) === 1;
  }

  async #noteRoom(podId: string, roomId: RoomId, untilMs: number): Promise<void> {
    const key = roomsKey(podId);
    await Promise.all([this.#redis.zadd(key, 'GT', String(untilMs), roomId), this.#redis.pexpire(key, TTL_MS)]);
  }

  /** Both lists follow the rooms that can still be open. */
  async #forgetPastRooms(podId: string): Promise<void> {
    const nowMs = this.#clock.now();
    for (const [roomId, untilMs] of this.#rooms) if (untilMs < nowMs) this.#rooms.delete(roomId);
    const key = roomsKey(podId);
    await Promise.all([this.#redis.zremrangebyscore(key, '-inf', nowMs), this.#redis.pexpire(key, TTL_MS)]);
  }

  async #claimDead(): Promise<string | null> {
    const nowMs = this.#clock.now();
    const argument = { nowMs, againMs: nowMs + CLAIM_MS, ttlMs: TTL_MS };
    return (await runScript(this.#redis, claimDead, PODS, argument)) as string | null;
  }

  async #losePod(
    roomId: RoomId,
    lost: { podId: string; untilMs: number; stamp: Stamp },
  ): Promise<RoomEvent<'participant_state'>[]> {
    await this.#due.note(roomId, lost.untilMs, this.#clock.now());
    return readEach(await runRoomScript(this.#redis, 'losePod', roomId, lost));
  }

  async #bury(podId: string): Promise<void> {
    await this.#redis.del(roomsKey(podId));
    await Promise.all(PODS.map((key) => this.#redis.zrem(key, podId)));
  }
}

function roomsKey(podId: string): string {
  return `pod:{${podId}}:rooms`;
}

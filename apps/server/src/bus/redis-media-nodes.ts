import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { RedisClient } from '../lib/redis.ts';
import type { MediaNodeInfo, MediaNodeSeat, MediaNodes, MediaRequest } from '../room/media-nodes.ts';
import type { Unsubscribe } from '../room/ports.ts';
import { RedisChannels } from './redis-channels.ts';

/** Renew three times as often. */
export const MEDIA_LEASE_MS = 15_000;
/** What is read is good for so long: many rooms ask at once. */
const FRESH_MS = 1000;
/** One slot. The fields are nodes, each with until when it lives. */
const NODES = 'media:{nodes}';

type Lease = MediaNodeInfo & { untilMs: number };

/** The media nodes of a cluster, known by leases in Redis and reached by a channel each. The clocks must agree within a few seconds. */
export class RedisMediaNodes implements MediaNodes, MediaNodeSeat {
  readonly #redis: RedisClient;
  readonly #clock: Clock;
  readonly #channels: RedisChannels<MediaRequest>;
  #read: { atMs: number; nodes: Promise<MediaNodeInfo[]> } | null = null;

  constructor(redis: RedisClient, listener: RedisClient, clock: Clock, log: Logger) {
    this.#redis = redis;
    this.#clock = clock;
    this.#channels = new RedisChannels(redis, listener, log);
  }

  live(): Promise<MediaNodeInfo[]> {
    const atMs = this.#clock.now();
    if (this.#read && atMs - this.#read.atMs < FRESH_MS) return this.#read.nodes;
    const nodes = this.#readLive(atMs);
    this.#read = { atMs, nodes };
    // A failure is not kept.
    nodes.catch(() => {
      this.#read = null;
    });
    return nodes;
  }

  async send(nodeId: string, request: MediaRequest): Promise<void> {
    const listeners = await this.#channels.publish(channelOf(nodeId), request);
    if (listeners === 0) throw new Error(`media node ${nodeId} does not listen`);
  }

  receive(nodeId: string, deliver: (request: MediaRequest) => void): Promise<Unsubscribe> {
    return this.#channels.subscribe(channelOf(nodeId), deliver);
  }

  async renew(info: MediaNodeInfo): Promise<void> {
    const lease: Lease = { ...info, untilMs: this.#clock.now() + MEDIA_LEASE_MS };
    await Promise.all([
      this.#redis.hset(NODES, info.id, JSON.stringify(lease)),
      this.#redis.pexpire(NODES, 2 * MEDIA_LEASE_MS),
    ]);
  }

  async release(nodeId: string): Promise<void> {
    await this.#redis.hdel(NODES, nodeId);
  }

  async #readLive(nowMs: number): Promise<MediaNodeInfo[]> {
    const leases = Object.values(await this.#redis.hgetall(NODES)).map((json) => JSON.parse(json) as Lease);
    const past = leases.filter(({ untilMs }) => untilMs <= nowMs);
    // Whoever was cut off for that long writes itself in again.
    if (past.length > 0) await this.#redis.hdel(NODES, ...past.map(({ id }) => id));
    return leases.filter(({ untilMs }) => untilMs > nowMs).map(({ untilMs: _until, ...info }) => info);
  }
}

function channelOf(nodeId: string): string {
  return `media:{${nodeId}}:requests`;
}

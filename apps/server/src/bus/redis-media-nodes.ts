import type { Clock } from '../lib/clock.ts';
import type { RedisClient } from '../lib/redis.ts';
import { redisScript, runScript } from '../lib/redis-script.ts';
import {
  MEDIA_LATE_MS,
  MEDIA_LEASE_MS,
  type MediaNodeInfo,
  type MediaNodeSeat,
  type MediaNodes,
  type NodeMessage,
} from '../room/media-nodes.ts';
import type { Unsubscribe } from '../room/ports.ts';
import type { RedisChannels } from './redis-channels.ts';

/** The media nodes by id, each with what it says of itself and until when that holds. */
const LEASES = 'media:{leases}';

interface Lease {
  readonly info: MediaNodeInfo;
  readonly untilMs: number;
}

const renewLease = redisScript(`
local arg = cjson.decode(ARGV[1])
local all = redis.call('HGETALL', KEYS[1])
for index = 1, #all, 2 do
  if cjson.decode(all[index + 1]).untilMs <= arg.nowMs then redis.call('HDEL', KEYS[1], all[index]) end
end
redis.call('HSET', KEYS[1], arg.nodeId, arg.lease)
redis.call('PEXPIRE', KEYS[1], arg.ttlMs)
`);

/** Asks whether anyone listens. Who does takes no notice of it. */
const KNOCK = { type: 'knock' };

/**
 * Media nodes by way of Redis: their leases are one key, which one command reads, and the messages for a node are a channel
 * of its own. The clocks of hubs and media nodes must agree within a few seconds.
 */
export class RedisMediaNodes implements MediaNodes, MediaNodeSeat {
  readonly #redis: RedisClient;
  readonly #channels: RedisChannels;
  readonly #clock: Clock;

  constructor(redis: RedisClient, channels: RedisChannels, clock: Clock) {
    this.#redis = redis;
    this.#channels = channels;
    this.#clock = clock;
  }

  async live(): Promise<MediaNodeInfo[]> {
    const leases = (await this.#redis.hvals(LEASES)).map((json) => JSON.parse(json) as Lease);
    const nowMs = this.#clock.now();
    const running = leases.filter(({ untilMs }) => untilMs > nowMs);
    const isLate = ({ untilMs }: Lease) => untilMs - nowMs <= MEDIA_LEASE_MS - MEDIA_LATE_MS;
    const live = await Promise.all(running.map((lease) => !isLate(lease) || this.#listens(lease.info.id)));
    return running.filter((_, at) => live[at]).map(({ info }) => info);
  }

  async send(nodeId: string, message: NodeMessage): Promise<void> {
    const listening = await this.#channels.publish(channelOf(nodeId), message);
    if (listening === 0) throw new Error('the media node does not listen');
  }

  receive(nodeId: string, deliver: (message: NodeMessage) => void): Promise<Unsubscribe> {
    // Only hubs and media nodes write here.
    return this.#channels.subscribe(channelOf(nodeId), (message) => {
      if (!isKnock(message)) deliver(message as NodeMessage);
    });
  }

  async renew(info: MediaNodeInfo): Promise<void> {
    const nowMs = this.#clock.now();
    const lease: Lease = { info, untilMs: nowMs + MEDIA_LEASE_MS };
    const argument = { nodeId: info.id, nowMs, lease: JSON.stringify(lease), ttlMs: MEDIA_LEASE_MS };
    await runScript(this.#redis, renewLease, [LEASES], argument);
  }

  async release(nodeId: string): Promise<void> {
    await this.#redis.hdel(LEASES, nodeId);
  }

  /** Redis knows at once of a process that ended, and of a host that is gone it does not. */
  async #listens(nodeId: string): Promise<boolean> {
    return (await this.#channels.publish(channelOf(nodeId), KNOCK)) > 0;
  }
}

function isKnock(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === KNOCK.type;
}

/** With the node's id as hash tag: the channels of many nodes are shared out among those of a cluster. */
function channelOf(nodeId: string): string {
  return `media:{${nodeId}}:requests`;
}

import type { RoomId } from '@cline-meet/protocol';
import type { Logger } from '../lib/logger.ts';
import type { RedisClient } from '../lib/redis.ts';
import type { Envelope } from '../room/envelope.ts';
import type { Bus, Unsubscribe } from '../room/ports.ts';
import { RedisChannels } from './redis-channels.ts';

/** Carries envelopes through Redis, on a channel per room. */
export class RedisBus implements Bus {
  readonly #channels: RedisChannels<Envelope>;

  constructor(publisher: RedisClient, listener: RedisClient, log: Logger) {
    this.#channels = new RedisChannels(publisher, listener, log);
  }

  subscribe(roomId: RoomId, deliver: (envelope: Envelope) => void): Promise<Unsubscribe> {
    return this.#channels.subscribe(channelOf(roomId), deliver);
  }

  async publish(roomId: RoomId, envelope: Envelope): Promise<void> {
    await this.#channels.publish(channelOf(roomId), envelope);
  }
}

/** With the room id as hash tag: the node that has the room's keys serves its channel too. */
function channelOf(roomId: RoomId): string {
  return `room:{${roomId}}:bus`;
}

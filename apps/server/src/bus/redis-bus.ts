import type { RoomId } from '@cline-meet/protocol';
import type { Envelope } from '../room/envelope.ts';
import type { Bus, Unsubscribe } from '../room/ports.ts';
import type { RedisChannels } from './redis-channels.ts';

/** Carries envelopes through Redis, a channel per room: what is said costs the pods that serve the room, and no others. */
export class RedisBus implements Bus {
  readonly #channels: RedisChannels;

  constructor(channels: RedisChannels) {
    this.#channels = channels;
  }

  subscribe(roomId: RoomId, deliver: (envelope: Envelope) => void): Promise<Unsubscribe> {
    // Only pods write here.
    return this.#channels.subscribe(channelOf(roomId), (message) => deliver(message as Envelope));
  }

  async publish(roomId: RoomId, envelope: Envelope): Promise<void> {
    await this.#channels.publish(channelOf(roomId), envelope);
  }
}

/** With the room id as hash tag: the node that has the room's keys serves its channel too. */
export function channelOf(roomId: RoomId): string {
  return `room:{${roomId}}:bus`;
}

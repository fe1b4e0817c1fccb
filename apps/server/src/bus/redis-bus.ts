import type { RoomId } from '@cline-meet/protocol';
import type { Logger } from '../lib/logger.ts';
import type { RedisClient } from '../lib/redis.ts';
import type { Envelope } from '../room/envelope.ts';
import type { Bus, Unsubscribe } from '../room/ports.ts';

type Deliver = (envelope: Envelope) => void;

interface Channel {
  readonly subscribers: Set<Deliver>;
  isHeard: boolean;
  /** Its last change: subscriptions and their ends reach Redis in the order in which they were asked for. */
  settled: Promise<unknown>;
}

/**
 * Carries envelopes through Redis's sharded pub/sub, a channel per room, which one node of a cluster serves: what is said
 * costs that node and the pods that listen, and no others. Listening needs a connection that does nothing else.
 */
export class RedisBus implements Bus {
  readonly #publisher: RedisClient;
  readonly #listener: RedisClient;
  readonly #log: Logger;
  readonly #channels = new Map<string, Channel>();

  constructor(publisher: RedisClient, listener: RedisClient, log: Logger) {
    this.#publisher = publisher;
    this.#listener = listener;
    this.#log = log;
    // ioredis subscribes again by itself when it connects again.
    listener.on('smessage', (name: string, text: string) => this.#received(name, text));
  }

  async subscribe(roomId: RoomId, deliver: Deliver): Promise<Unsubscribe> {
    const name = channelOf(roomId);
    const channel = this.#channels.get(name) ?? { subscribers: new Set(), isHeard: false, settled: Promise.resolve() };
    this.#channels.set(name, channel);
    // A function of its own: the same one may be subscribed twice.
    const subscriber: Deliver = (envelope) => deliver(envelope);
    channel.subscribers.add(subscriber);
    try {
      await this.#settle(name, channel);
    } catch (error) {
      channel.subscribers.delete(subscriber);
      this.#forgetUnused(name, channel);
      throw error;
    }
    return async () => {
      if (!channel.subscribers.delete(subscriber)) return;
      // What is still heard then finds nobody; the next subscriber of the room takes it over.
      await this.#settle(name, channel).catch((error) => this.#log.warn({ err: error }, 'cannot unsubscribe'));
    };
  }

  async publish(roomId: RoomId, envelope: Envelope): Promise<void> {
    await this.#publisher.spublish(channelOf(roomId), JSON.stringify(envelope));
  }

  /** Has Redis do what is wanted by then: a quick return to a room needs no second subscription. */
  #settle(name: string, channel: Channel): Promise<void> {
    const settled = channel.settled.then(async () => {
      const isWanted = channel.subscribers.size > 0;
      if (isWanted && !channel.isHeard) await this.#listener.ssubscribe(name);
      if (!isWanted && channel.isHeard) await this.#listener.sunsubscribe(name);
      channel.isHeard = isWanted;
      this.#forgetUnused(name, channel);
    });
    channel.settled = settled.catch(() => {});
    return settled;
  }

  #forgetUnused(name: string, channel: Channel): void {
    if (channel.subscribers.size > 0 || channel.isHeard) return;
    if (this.#channels.get(name) === channel) this.#channels.delete(name);
  }

  #received(name: string, text: string): void {
    const channel = this.#channels.get(name);
    if (!channel) return;
    const envelope = this.#parse(text);
    if (envelope) for (const deliver of channel.subscribers) deliver(envelope);
  }

  /** Only pods write here; whatever else does must not end this one. */
  #parse(text: string): Envelope | null {
    try {
      return JSON.parse(text) as Envelope;
    } catch (error) {
      this.#log.warn({ err: error }, 'unreadable envelope');
      return null;
    }
  }
}

/** With the room id as hash tag: the node that has the room's keys serves its channel too. */
function channelOf(roomId: RoomId): string {
  return `room:{${roomId}}:bus`;
}

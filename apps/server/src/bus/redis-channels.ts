import type { Logger } from '../lib/logger.ts';
import type { RedisClient } from '../lib/redis.ts';
import type { Unsubscribe } from '../room/ports.ts';

type Deliver = (message: unknown) => void;

interface Channel {
  readonly subscribers: Set<Deliver>;
  isHeard: boolean;
  /** Its last change: subscriptions and their ends reach Redis in the order in which they were asked for. */
  settled: Promise<unknown>;
}

/**
 * Messages of JSON by Redis's sharded pub/sub: a channel is served by one node of a cluster, so that what is said costs
 * that node and who listens, and no others. Listening needs a connection that does nothing else.
 */
export class RedisChannels {
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

  /** Resolves when everything published from then on will be delivered. */
  async subscribe(name: string, deliver: Deliver): Promise<Unsubscribe> {
    const channel = this.#channels.get(name) ?? { subscribers: new Set(), isHeard: false, settled: Promise.resolve() };
    this.#channels.set(name, channel);
    // A function of its own: the same one may be subscribed twice.
    const subscriber: Deliver = (message) => deliver(message);
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
      // What is still heard then finds nobody; the next subscriber of the channel takes it over.
      await this.#settle(name, channel).catch((error) => this.#log.warn({ err: error }, 'cannot unsubscribe'));
    };
  }

  /** Answers how many processes hear it. */
  async publish(name: string, message: object): Promise<number> {
    // ioredis has no type for this answer.
    return (await this.#publisher.spublish(name, JSON.stringify(message))) as number;
  }

  /** Has Redis do what is wanted by then: a quick return to a channel needs no second subscription. */
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
    const message = this.#parse(text);
    if (message !== null) for (const deliver of channel.subscribers) deliver(message);
  }

  /** Only our own processes write here; whatever else does must not end this one. */
  #parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      this.#log.warn({ err: error }, 'unreadable message');
      return null;
    }
  }
}

import type { Logger } from '../lib/logger.ts';
import type { RedisClient } from '../lib/redis.ts';
import type { Unsubscribe } from '../room/ports.ts';

type Deliver<Message> = (message: Message) => void;

interface Channel<Message> {
  readonly subscribers: Set<Deliver<Message>>;
  isHeard: boolean;
  /** Its last change: subscriptions and their ends reach Redis in the order in which they were asked for. */
  settled: Promise<unknown>;
}

/**
 * Messages of one kind through Redis's sharded pub/sub: what is said on a channel costs the node of a cluster that serves
 * it, and those who listen, and no others. Listening needs a connection that does nothing else.
 */
export class RedisChannels<Message> {
  readonly #publisher: RedisClient;
  readonly #listener: RedisClient;
  readonly #log: Logger;
  readonly #channels = new Map<string, Channel<Message>>();

  constructor(publisher: RedisClient, listener: RedisClient, log: Logger) {
    this.#publisher = publisher;
    this.#listener = listener;
    this.#log = log;
    // ioredis subscribes again by itself when it connects again.
    listener.on('smessage', (name: string, text: string) => this.#received(name, text));
  }

  async subscribe(name: string, deliver: Deliver<Message>): Promise<Unsubscribe> {
    const channel = this.#channels.get(name) ?? { subscribers: new Set(), isHeard: false, settled: Promise.resolve() };
    this.#channels.set(name, channel);
    // A function of its own: the same one may be subscribed twice.
    const subscriber: Deliver<Message> = (message) => deliver(message);
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
      // What is still heard then finds nobody; the next subscriber takes it over.
      await this.#settle(name, channel).catch((error) => this.#log.warn({ err: error }, 'cannot unsubscribe'));
    };
  }

  /** Resolves to how many processes listen. */
  async publish(name: string, message: Message): Promise<number> {
    return Number(await this.#publisher.spublish(name, JSON.stringify(message)));
  }

  /** Has Redis do what is wanted by then: a quick return needs no second subscription. */
  #settle(name: string, channel: Channel<Message>): Promise<void> {
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

  #forgetUnused(name: string, channel: Channel<Message>): void {
    if (channel.subscribers.size > 0 || channel.isHeard) return;
    if (this.#channels.get(name) === channel) this.#channels.delete(name);
  }

  #received(name: string, text: string): void {
    const channel = this.#channels.get(name);
    if (!channel) return;
    const message = this.#parse(text);
    if (message) for (const deliver of channel.subscribers) deliver(message);
  }

  /** Only our own processes write here; whatever else does must not end this one. */
  #parse(text: string): Message | null {
    try {
      return JSON.parse(text) as Message;
    } catch (error) {
      this.#log.warn({ err: error }, 'unreadable message');
      return null;
    }
  }
}

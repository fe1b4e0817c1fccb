import type { ConnectionId, MediaNews, RemoteProducer } from '@cline-meet/protocol';

type News = Extract<MediaNews, { news: 'producers' }>;

/** Gathers what comes and goes within one turn, so that who leaves with four streams is one piece of news and not four. */
export class ProducerNews {
  readonly #publish: () => void;
  #added: RemoteProducer[] = [];
  #removed: RemoteProducer[] = [];
  #isDue = false;

  /** `publish` is called after the turn in which something changed; it asks {@link take}. */
  constructor(publish: () => void) {
    this.#publish = publish;
  }

  add(producer: RemoteProducer): void {
    this.#added.push(producer);
    this.#schedule();
  }

  remove(producer: RemoteProducer): void {
    const told = this.#added.filter(({ producerId }) => producerId !== producer.producerId);
    // Nobody has heard of it.
    if (told.length < this.#added.length) this.#added = told;
    else this.#removed.push(producer);
    this.#schedule();
  }

  /** What there is to tell each of `everyone`: nobody hears of their own. */
  take(everyone: Iterable<ConnectionId>): { to: ConnectionId; news: News }[] {
    const [allAdded, allRemoved] = [this.#added, this.#removed];
    this.#added = [];
    this.#removed = [];
    return [...everyone].flatMap((to) => {
      const added = allAdded.filter(({ connectionId }) => connectionId !== to);
      const removed = allRemoved.filter(({ connectionId }) => connectionId !== to).map(({ producerId }) => producerId);
      return added.length + removed.length === 0 ? [] : [{ to, news: { news: 'producers' as const, added, removed } }];
    });
  }

  #schedule(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      this.#publish();
    });
  }
}

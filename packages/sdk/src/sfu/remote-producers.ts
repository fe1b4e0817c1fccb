import type { ConnectionId, RemoteProducer } from '@cline-meet/protocol';

type Id = RemoteProducer['producerId'];

/** What the others send, as the media node has told: in its list, and in news since. */
export class RemoteProducers {
  #producers = new Map<Id, RemoteProducer>();
  #isListed = false;
  /** What was told since the list was asked for. */
  #since: (() => void)[] = [];

  /** False where news may have been lost since the last list, or no list has come. */
  get isListed(): boolean {
    return this.#isListed;
  }

  get all(): Iterable<RemoteProducer> {
    return this.#producers.values();
  }

  has(id: Id): boolean {
    return this.#producers.has(id);
  }

  /** The list is asked for now: what is told from here on may overtake it, and be newer. */
  asked(): void {
    this.#since = [];
  }

  listed(producers: readonly RemoteProducer[]): void {
    this.#producers = new Map();
    this.#add(producers);
    for (const tell of this.#since) tell();
    this.#isListed = true;
  }

  /** The list is asked for again. What is known holds until then. */
  doubt(): void {
    this.#isListed = false;
  }

  added(producers: readonly RemoteProducer[]): void {
    this.#told(() => this.#add(producers));
  }

  removed(ids: readonly Id[]): void {
    this.#told(() => {
      for (const id of ids) this.#producers.delete(id);
    });
  }

  left(id: ConnectionId): void {
    this.#told(() => this.#forget(({ connectionId }) => connectionId === id));
  }

  #told(tell: () => void): void {
    if (!this.#isListed) this.#since.push(tell);
    tell();
  }

  /** A person sends one of each source: another one replaces it, should the news of its end be lost. */
  #add(producers: readonly RemoteProducer[]): void {
    for (const producer of producers) {
      this.#forget(({ connectionId, source }) => {
        return connectionId === producer.connectionId && source === producer.source;
      });
      this.#producers.set(producer.producerId, producer);
    }
  }

  #forget(isOver: (producer: RemoteProducer) => boolean): void {
    for (const producer of [...this.#producers.values()]) {
      if (isOver(producer)) this.#producers.delete(producer.producerId);
    }
  }
}

import type { ConnectionId, RemoteProducer } from '@cline-meet/protocol';

type Id = RemoteProducer['producerId'];

/** What the others send, as the media node has told: in its list, and in news since. */
export class RemoteProducers {
  #producers = new Map<Id, RemoteProducer>();
  #isListed = false;

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

  listed(producers: readonly RemoteProducer[]): void {
    this.#producers = new Map();
    this.added(producers);
    this.#isListed = true;
  }

  /** The list is asked for again. What is known holds until then. */
  doubt(): void {
    this.#isListed = false;
  }

  /** A person sends one of each source: another one replaces it, should the news of its end be lost. */
  added(producers: readonly RemoteProducer[]): void {
    for (const producer of producers) {
      this.#forget(({ connectionId, source }) => {
        return connectionId === producer.connectionId && source === producer.source;
      });
      this.#producers.set(producer.producerId, producer);
    }
  }

  removed(ids: readonly Id[]): void {
    for (const id of ids) this.#producers.delete(id);
  }

  left(id: ConnectionId): void {
    this.#forget(({ connectionId }) => connectionId === id);
  }

  #forget(isOver: (producer: RemoteProducer) => boolean): void {
    for (const producer of [...this.#producers.values()]) {
      if (isOver(producer)) this.#producers.delete(producer.producerId);
    }
  }
}

import type { ConnectionId } from '@cline-meet/protocol';
import type { types } from 'mediasoup';

/** How many microphones of a large room go out at once. */
const LOUDEST = 8;
/** Decibels (dBov) below which nobody speaks. */
const SILENCE_DB = -60;
const INTERVAL_MS = 300;

/** Listens to the levels of one room's microphones, on however many routers they are. */
export class Speakers {
  readonly #changed: () => void;
  readonly #observers = new Map<types.Router, Promise<Observers>>();
  readonly #owners = new Map<string, ConnectionId>();
  /** The last who spoke, the latest first. */
  #recent: ConnectionId[] = [];
  #dominant: ConnectionId | null = null;

  /** `changed` is called when someone else is the dominant speaker, or is heard who was not. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** The dominant speaker first, then who else was heard last. */
  get loudest(): ConnectionId[] {
    const dominant = this.#recent.filter((id) => id === this.#dominant);
    return [...dominant, ...this.#recent.filter((id) => id !== this.#dominant)];
  }

  async listenTo(producer: types.Producer, owner: ConnectionId, router: types.Router): Promise<void> {
    this.#owners.set(producer.id, owner);
    producer.observer.once('close', () => this.#owners.delete(producer.id));
    const { levels, dominance } = await this.#observersOf(router);
    if (producer.closed) return;
    const adding = [levels, dominance].map((observer) => observer.addProducer({ producerId: producer.id }));
    await Promise.all(adding).catch((error: unknown) => {
      if (!producer.closed) throw error;
    });
  }

  forget(owner: ConnectionId): void {
    this.#recent = this.#recent.filter((id) => id !== owner);
    if (this.#dominant === owner) this.#dominant = null;
  }

  #observersOf(router: types.Router): Promise<Observers> {
    const known = this.#observers.get(router);
    if (known) return known;
    const made = this.#observe(router);
    this.#observers.set(router, made);
    return made;
  }

  async #observe(router: types.Router): Promise<Observers> {
    const [levels, dominance] = await Promise.all([
      router.createAudioLevelObserver({ maxEntries: LOUDEST, threshold: SILENCE_DB, interval: INTERVAL_MS }),
      router.createActiveSpeakerObserver({ interval: INTERVAL_MS }),
    ]);
    levels.on('volumes', (volumes) => this.#heard(volumes.map(({ producer }) => producer.id)));
    dominance.on('dominantspeaker', ({ producer }) => this.#dominates(producer.id));
    return { levels, dominance };
  }

  /** Loudest first. */
  #heard(producerIds: readonly string[]): void {
    const heard = producerIds.map((id) => this.#owners.get(id)).filter((id) => id !== undefined);
    const before = new Set(this.#recent);
    this.#recent = [...new Set([...heard, ...this.#recent])].slice(0, LOUDEST);
    if (this.#recent.some((id) => !before.has(id))) this.#changed();
  }

  #dominates(producerId: string): void {
    const owner = this.#owners.get(producerId);
    if (owner === undefined || owner === this.#dominant) return;
    this.#dominant = owner;
    // mediasoup has one who is alone for dominant, silent or not.
    if (this.#recent.includes(owner)) this.#changed();
  }
}

interface Observers {
  readonly levels: types.AudioLevelObserver;
  readonly dominance: types.ActiveSpeakerObserver;
}

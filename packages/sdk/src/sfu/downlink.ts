import {
  type ConnectionId,
  type IceConfiguration,
  limits,
  type MediaNews,
  type RemoteProducer,
} from '@cline-meet/protocol';
import type { types } from 'mediasoup-client';
import type { ConnectionStatistics } from '../call-quality.ts';
import type { Views } from '../media-client.ts';
import type { RemoteTracks } from '../session-state.ts';
import type { TimerId } from '../timers.ts';
import { Convergence } from './convergence.ts';
import { type IncomingSource, IncomingSources } from './incoming-sources.ts';
import type { LinkOptions } from './link-options.ts';
import { isFailure, isTemporary } from './media-node.ts';
import { MediaPath } from './media-path.ts';
import { type Demand, PictureDemand } from './picture-demand.ts';
import { RemoteProducers } from './remote-producers.ts';

/** The screen may change more often than this; the media node hears of it no more often. */
const LULL_MS = 250;

type ProducersNews = Extract<MediaNews, { news: 'producers' }>;

/** What this client receives from the media node: every voice, and the pictures that are seen. */
export class Downlink {
  readonly #options: LinkOptions;
  readonly #path: MediaPath;
  readonly #convergence: Convergence;
  readonly #producers = new RemoteProducers();
  readonly #incoming: IncomingSources;
  readonly #pictures: PictureDemand;
  /** Those that the media node has none of for this client: gone by now, or of a codec that is not known here. */
  readonly #leftOut = new Set<RemoteProducer['producerId']>();
  #isStarted = false;
  #wasStale = false;
  #lull: TimerId | undefined;
  #hasChangedInLull = false;

  constructor(options: LinkOptions) {
    const { timers, random, cipher, failed } = options;
    this.#options = options;
    this.#incoming = new IncomingSources(cipher);
    this.#convergence = new Convergence(() => this.#step(), { timers, random, failed });
    this.#pictures = new PictureDemand(timers, () => this.#wake());
    this.#path = new MediaPath({ ...options, direction: 'receive', woken: () => this.#wake() });
  }

  get state(): types.ConnectionState {
    return this.#path.state;
  }

  /** Nothing is to be received now. */
  get isIdle(): boolean {
    return this.#producers.isListed && this.#wanted().length === 0;
  }

  /** Whether all that is to be received is received, or can be as soon as it is sent. */
  get isSettled(): boolean {
    if (!this.#producers.isListed || this.#missing().length > 0 || this.#untold().length > 0) return false;
    return this.#incoming.all.length === 0 || this.state === 'connected';
  }

  tracksOf(id: ConnectionId): RemoteTracks {
    return this.#incoming.tracksOf(id);
  }

  statistics(): Promise<ConnectionStatistics | null> {
    return this.#path.statistics();
  }

  start(): void {
    this.#isStarted = true;
    this.#convergence.wake();
  }

  show(views: Views): void {
    this.#pictures.show(views);
    if (this.#lull === undefined) this.#wake();
    else this.#hasChangedInLull = true;
  }

  producersChanged({ added, removed }: ProducersNews): void {
    this.#producers.removed(removed);
    this.#producers.added(added);
    this.#known();
    this.#wake();
  }

  left(id: ConnectionId): void {
    this.#producers.left(id);
    this.#known();
  }

  /** News may have been lost. */
  resynchronise(): void {
    this.#producers.doubt();
    this.#leftOut.clear();
    this.#path.restartIce();
    if (this.#isStarted) this.#convergence.retryNow();
  }

  /** The room is carried by these nodes: what came from another one is asked for anew. */
  nodesChanged(nodeIds: readonly string[]): void {
    if (!this.#path.leadsElsewhere(nodeIds)) return;
    this.#producers.doubt();
    this.#leftOut.clear();
    this.#path.discard();
    this.#convergence.retryNow();
  }

  configureIce(ice: IceConfiguration): void {
    this.#path.configureIce(ice);
  }

  /** Asks for nothing more; what flows goes on. */
  halt(): void {
    this.#convergence.close();
    this.#options.timers.clearTimeout(this.#lull);
    this.#pictures.close();
  }

  close(): void {
    this.halt();
    this.#path.close();
  }

  #wake(): void {
    if (this.#isStarted) this.#convergence.wake();
  }

  async #step(): Promise<void> {
    try {
      const transport = await this.#path.open();
      if (!this.#producers.isListed) await this.#list();
      await this.#consume(transport);
      await this.#tell();
      await this.#stop();
      this.#wasStale = false;
    } catch (error) {
      this.#judge(error);
      throw error;
    } finally {
      this.#options.changed();
    }
  }

  async #list(): Promise<void> {
    this.#producers.asked();
    const { producers } = await this.#options.node.request<'list_producers'>({ action: 'list_producers' });
    this.#producers.listed(producers);
    this.#known();
  }

  /** What is received is brought in line with what is known to be sent. */
  #known(): void {
    this.#incoming.keep((id) => this.#producers.has(id));
    this.#options.changed();
  }

  async #consume(transport: types.Transport): Promise<void> {
    for (const some of portions(this.#missing())) {
      const producerIds = some.map(({ producerId }) => producerId);
      const { consumers } = await this.#options.node.request<'consume'>({ action: 'consume', producerIds });
      const received = some.map(async (producer) => {
        const offered = consumers.find(({ producerId }) => producerId === producer.producerId);
        if (!offered) this.#leftOut.add(producer.producerId);
        else await this.#receive(transport, producer, offered);
      });
      const failed = (await Promise.allSettled(received)).find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
      this.#known();
    }
  }

  async #receive(...args: Parameters<IncomingSources['receive']>): Promise<void> {
    try {
      await this.#incoming.receive(...args);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'UnsupportedError') throw error;
      this.#leftOut.add(args[1].producerId);
    }
  }

  async #tell(): Promise<void> {
    for (const some of portions(this.#untold())) {
      const demands = some.map((source) => ({ source, demand: this.#demandFor(source.producer) ?? off }));
      await this.#options.node.request<'set_consumers'>({
        action: 'set_consumers',
        consumers: demands.map(({ source, demand }) => ({ consumerId: source.consumer.id, ...demand })),
      });
      for (const { source, demand } of demands) source.told = demand;
      this.#beginLull();
    }
  }

  /** Pictures that have not been seen for long. */
  async #stop(): Promise<void> {
    const unwanted = this.#incoming.all.filter(({ producer }) => this.#demandFor(producer) === undefined);
    for (const some of portions(unwanted)) {
      const consumerIds = some.map(({ consumer }) => consumer.id);
      await this.#options.node.request<'stop_consuming'>({ action: 'stop_consuming', consumerIds });
      const stopped = new Set(some.map(({ producer }) => producer.producerId));
      this.#incoming.keep((id) => !stopped.has(id));
    }
  }

  #beginLull(): void {
    const { timers } = this.#options;
    timers.clearTimeout(this.#lull);
    this.#lull = timers.setTimeout(() => {
      this.#lull = undefined;
      if (this.#hasChangedInLull) this.#wake();
      this.#hasChangedInLull = false;
    }, LULL_MS);
  }

  /** A consumer that went at this moment is found by the list; what goes on being stale, or broke here, by a new transport. */
  #judge(error: unknown): void {
    if (this.#options.node.isOver || isTemporary(error)) return;
    this.#producers.doubt();
    const isFirst = isFailure(error, 'media_stale') && !this.#wasStale;
    this.#wasStale = isFirst;
    if (!isFirst) this.#path.discard();
  }

  #wanted(): RemoteProducer[] {
    return [...this.#producers.all].filter((producer) => this.#demandFor(producer)?.on);
  }

  #missing(): RemoteProducer[] {
    return this.#wanted().filter(({ producerId }) => !this.#incoming.has(producerId) && !this.#leftOut.has(producerId));
  }

  #untold(): IncomingSource[] {
    return this.#incoming.all.filter(({ producer, told }) => !isSame(this.#demandFor(producer) ?? off, told));
  }

  #demandFor({ connectionId, source }: RemoteProducer): Demand | undefined {
    if (source === 'microphone' || source === 'screen_audio') return { on: true };
    return this.#pictures.of(connectionId, source);
  }
}

const off: Demand = { on: false };

function isSame(one: Demand, other: Demand): boolean {
  if (!one.on || !other.on) return one.on === other.on;
  return one.spatialLayer === other.spatialLayer;
}

/** As many as one request takes. */
function portions<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / limits.mediaListItems);
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * limits.mediaListItems, (index + 1) * limits.mediaListItems),
  );
}

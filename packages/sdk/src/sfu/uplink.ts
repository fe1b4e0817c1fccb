import { type IceConfiguration, type MediaNews, MediaSource } from '@cline-meet/protocol';
import type { types } from 'mediasoup-client';
import type { ConnectionStatistics } from '../call-quality.ts';
import { CommandFailed } from '../command-channel.ts';
import { Convergence } from './convergence.ts';
import type { LinkOptions } from './link-options.ts';
import { isFailure, isTemporary, type MediaNode } from './media-node.ts';
import { MediaPath } from './media-path.ts';
import { OutgoingSource } from './outgoing-source.ts';

type WantedLayer = Extract<MediaNews, { news: 'wanted_layer' }>;

/** What this client sends to the media node. */
export class Uplink {
  readonly #node: MediaNode;
  readonly #path: MediaPath;
  readonly #sources: ReadonlyMap<MediaSource, OutgoingSource>;
  readonly #convergence: Convergence;
  readonly #changed: () => void;
  #isStarted = false;
  /** Answers to `produce` were lost: the media node may have producers that nobody here knows. */
  #isUncertain = false;

  constructor(options: LinkOptions) {
    const { node, timers, random, changed, failed } = options;
    this.#node = node;
    this.#changed = changed;
    this.#sources = new Map(MediaSource.options.map((source) => [source, new OutgoingSource(source, options)]));
    this.#convergence = new Convergence(() => this.#step(), { timers, random, failed });
    const woken = () => this.#convergence.wake();
    this.#path = new MediaPath({ ...options, direction: 'send', woken });
  }

  get state(): types.ConnectionState {
    return this.#path.state;
  }

  /** Whether all that is to be sent is sent. */
  get isSettled(): boolean {
    const sources = [...this.#sources.values()];
    const isIdle = sources.every(({ producer }) => producer === null);
    return this.#isStarted && sources.every(({ isSettled }) => isSettled) && (isIdle || this.state === 'connected');
  }

  statistics(): Promise<ConnectionStatistics | null> {
    return this.#path.statistics();
  }

  start(): void {
    this.#isStarted = true;
    this.#convergence.wake();
  }

  async publish(source: MediaSource, track: MediaStreamTrack | null): Promise<void> {
    const taken = this.#sources.get(source)?.publish(track);
    // What a person does now does not wait for what failed before.
    if (this.#isStarted) this.#convergence.retryNow();
    await taken;
  }

  wantedLayer({ producerId, spatialLayer }: WantedLayer): void {
    for (const source of this.#sources.values()) if (source.producer?.id === producerId) source.limitTo(spatialLayer);
  }

  /** News may have been lost. What nobody takes may be encoded until the next news, and nothing is missing. */
  resynchronise(): void {
    for (const source of this.#sources.values()) source.limitTo(Number.POSITIVE_INFINITY);
    this.#path.restartIce();
    if (this.#isStarted) this.#convergence.retryNow();
  }

  /** The room is carried by these nodes: what led to another one is made anew. */
  nodesChanged(nodeIds: readonly string[]): void {
    if (!this.#path.leadsElsewhere(nodeIds)) return;
    this.#discard();
    this.#convergence.retryNow();
  }

  configureIce(ice: IceConfiguration): void {
    this.#path.configureIce(ice);
  }

  /** Asks for nothing more; what flows goes on. */
  halt(): void {
    this.#convergence.close();
  }

  close(): void {
    this.halt();
    this.#path.close();
  }

  async #step(): Promise<void> {
    const device = await this.#node.device();
    const failures: unknown[] = [];
    for (const source of this.#sources.values()) {
      const transport = await this.#open();
      try {
        await this.#settle(source, transport, device);
      } catch (error) {
        failures.push(error);
        this.#judge(error, transport);
      }
    }
    this.#changed();
    if (failures.length > 0) throw failures[0];
  }

  async #open(): Promise<types.Transport> {
    try {
      return await this.#path.open();
    } catch (error) {
      if (!isTemporary(error)) this.#discard();
      throw error;
    }
  }

  async #settle(source: OutgoingSource, transport: types.Transport, device: types.Device): Promise<void> {
    if (source.isSettled || !source.canBeSent(device)) return;
    if (source.isOutgrown) {
      const producerId = source.drop();
      if (producerId) await this.#node.request<'stop_producing'>({ action: 'stop_producing', producerId });
    }
    await source.settle(transport, device);
  }

  /** What the media node refuses of one source need not cost the others; what broke the transport does. */
  #judge(error: unknown, transport: types.Transport): void {
    if (transport.closed) return;
    if (isFailure(error, 'unavailable')) {
      this.#isUncertain = true;
      return;
    }
    const isRefusal = error instanceof CommandFailed && error.code !== 'media_stale';
    if (!isRefusal || this.#isUncertain) this.#discard();
  }

  #discard(): void {
    // What still flows of an arrangement that is over flows until another one has taken its place.
    if (this.#node.isOver) return;
    this.#isUncertain = false;
    this.#path.discard();
  }
}

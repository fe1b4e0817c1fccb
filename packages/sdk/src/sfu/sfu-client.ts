import type { ConnectionId, IceConfiguration, MediaNews, MediaSource, Participant } from '@cline-meet/protocol';
import type { ConnectionStatistics } from '../call-quality.ts';
import { CommandFailed } from '../command-channel.ts';
import { FlowStatus } from '../flow-status.ts';
import type { MediaClient, MediaRequests, Views } from '../media-client.ts';
import { isSameMedia } from '../same-media.ts';
import type { PeerStatus, RemoteMedia } from '../session-state.ts';
import { platformTimers } from '../timers.ts';
import { Downlink } from './downlink.ts';
import type { LinkOptions } from './link-options.ts';
import { browserDevice, MediaNode } from './media-node.ts';
import { Readiness } from './readiness.ts';
import type { Direction, EndReason, SfuEvent, SfuOptions } from './sfu-options.ts';
import { Uplink } from './uplink.ts';

const unmade: readonly RTCPeerConnectionState[] = ['new', 'connecting', 'closed'];

/** Sends media to a media node once, and receives from it what is heard and seen. For any number of people. */
export class SfuClient implements MediaClient {
  readonly #node: MediaNode;
  readonly #uplink: Uplink;
  readonly #downlink: Downlink;
  readonly #log: (event: SfuEvent) => void;
  readonly #listeners = new Set<() => void>();
  readonly #readiness = new Readiness();
  readonly #flow = new FlowStatus();
  #ice: IceConfiguration | null = null;
  #others: readonly ConnectionId[] | null = null;
  #isStarted = false;
  #isEnded = false;
  #speakers: readonly ConnectionId[] = [];
  #remote: ReadonlyMap<ConnectionId, RemoteMedia> = new Map();

  /** `requests` are about one arrangement of the room's media: when that is over, so is this client. */
  constructor(requests: MediaRequests, options: SfuOptions = {}) {
    this.#log = options.log ?? (() => {});
    this.#node = new MediaNode(requests, options.loadDevice ?? browserDevice, () => this.#end('media_stale'));
    this.#uplink = new Uplink(this.#linkOptions('send', options));
    this.#downlink = new Downlink(this.#linkOptions('receive', options));
  }

  get remote(): ReadonlyMap<ConnectionId, RemoteMedia> {
    return this.#remote;
  }

  get speakers(): readonly ConnectionId[] {
    return this.#speakers;
  }

  /**
   * Resolves once all that is published is sent, and every voice and every shown picture is received. Rejects with an
   * {@link EndReason} as its message where that will not be.
   */
  get ready(): Promise<void> {
    return this.#readiness.promise;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  configureIce(ice: IceConfiguration): void {
    this.#ice = ice;
    this.#uplink.configureIce(ice);
    this.#downlink.configureIce(ice);
    this.#startOnce();
  }

  setParticipants(self: ConnectionId, participants: readonly Participant[]): void {
    const before = this.#others ?? [];
    this.#others = participants.map(({ connectionId }) => connectionId).filter((id) => id !== self);
    for (const id of before) if (!this.#others.includes(id)) this.#downlink.left(id);
    this.#startOnce();
    this.#changed();
  }

  publish(source: MediaSource, track: MediaStreamTrack | null): Promise<void> {
    return this.#uplink.publish(source, track);
  }

  /** Pictures come once this has been called; they go a while after they are shown no more. */
  show(views: Views): void {
    if (!this.#isEnded) this.#downlink.show(views);
  }

  newsReceived(news: MediaNews): void {
    if (this.#isEnded) return;
    switch (news.news) {
      case 'producers':
        this.#downlink.producersChanged(news);
        return;
      case 'wanted_layer':
        this.#uplink.wantedLayer(news);
        return;
      case 'speakers':
        this.#speakers = news.connectionIds;
        this.#tell();
        return;
      default:
        news satisfies never;
    }
  }

  nodesChanged(nodeIds: readonly string[]): void {
    if (this.#isEnded) return;
    this.#uplink.nodesChanged(nodeIds);
    this.#downlink.nodesChanged(nodeIds);
  }

  /** The network changed, or the session was away: then news may be lost too. */
  restartIce(): void {
    if (this.#isEnded) return;
    this.#uplink.resynchronise();
    this.#downlink.resynchronise();
  }

  async statistics(): Promise<ConnectionStatistics[]> {
    const both = await Promise.all([this.#uplink.statistics(), this.#downlink.statistics()]);
    return both.filter((connection) => connection !== null);
  }

  close(): void {
    this.#listeners.clear();
    this.#end('closed');
    this.#uplink.close();
    this.#downlink.close();
  }

  #linkOptions(direction: Direction, { timers, random, cipher, cameraCodec }: SfuOptions): LinkOptions {
    return {
      node: this.#node,
      timers: timers ?? platformTimers,
      random: random ?? Math.random,
      cipher: cipher ?? null,
      cameraCodec: cameraCodec ?? null,
      ice: () => this.#ice ?? { iceServers: [], iceTransportPolicy: 'all' },
      changed: () => this.#changed(),
      log: this.#log,
      failed: (error, attempt) => this.#failed(direction, error, attempt),
    };
  }

  #startOnce(): void {
    if (this.#isStarted || this.#isEnded || !this.#ice || !this.#others) return;
    this.#isStarted = true;
    this.#uplink.start();
    this.#downlink.start();
  }

  #failed(direction: Direction, error: unknown, attempt: number): void {
    const reason = error instanceof CommandFailed ? error.code : error instanceof Error ? error.name : 'unknown';
    this.#log({ type: 'step_failed', direction, reason, attempt });
    if (reason === 'UnsupportedError') this.#end('unsupported');
    // It is tried again, but who waits to change over need not.
    if (reason === 'media_full') this.#readiness.refuse('media_full');
  }

  /** For good. What flows goes on until {@link close}: another client may have to take over first. */
  #end(reason: EndReason): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#node.close();
    this.#uplink.halt();
    this.#downlink.halt();
    this.#readiness.refuse(reason);
    this.#log({ type: 'ended', reason });
  }

  #changed(): void {
    if (this.#isStarted && this.#uplink.isSettled && this.#downlink.isSettled) this.#readiness.resolve();
    const status = this.#status();
    const before = this.#remote;
    const media = (this.#others ?? []).map((id): [ConnectionId, RemoteMedia] => {
      const now = { tracks: this.#downlink.tracksOf(id), status };
      const then = before.get(id);
      return [id, then && isSameMedia(then, now) ? then : now];
    });
    if (media.length === before.size && media.every(([id, now]) => before.get(id) === now)) return;
    this.#remote = new Map(media);
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** Everything comes the same way. */
  #status(): PeerStatus {
    const { state } = this.#downlink;
    // There is no connection before there is something to receive, and none is missing.
    if (unmade.includes(state) && this.#downlink.isIdle) return 'connected';
    return this.#flow.of(state);
  }
}

import type {
  ConnectionId,
  IceConfiguration,
  MediaSource,
  MediaTopology,
  Participant,
  RoomInfo,
  ServerMessage,
} from '@cline-meet/protocol';
import type { ConnectionStatistics } from './call-quality.ts';
import type { WatchedCall } from './call-watch.ts';
import type { FrameCipher } from './e2ee/frame-cipher.ts';
import type { Views } from './media-client.ts';
import type { MediaFactory } from './media-factory.ts';
import { MediaSwitch } from './media-switch.ts';
import type { RemoteMedia, SwitchNews } from './session-state.ts';
import type { Timers } from './timers.ts';

const nobody: ReadonlyMap<ConnectionId, RemoteMedia> = new Map();
const noSpeakers: readonly ConnectionId[] = [];

type MediaOfRoom = Pick<RoomInfo, 'topology' | 'encrypted'>;

export interface MediaLinkOptions {
  /** Null: nothing is sent or received. */
  readonly create: MediaFactory;
  /** Null: it cannot be encrypted end to end. */
  readonly createCipher: ((self: ConnectionId) => FrameCipher) | null;
  readonly timers: Timers;
  /** {@link MediaLink.remote} or {@link MediaLink.speakers} is another. */
  changed(): void;
  /** How a change of the arrangement went. */
  switched(news: SwitchNews): void;
}

/** Keeps what a person publishes and sees, and media clients for as long as there is a place inside the room. */
export class MediaLink implements WatchedCall {
  readonly #options: MediaLinkOptions;
  readonly #tracks = new Map<MediaSource, MediaStreamTrack>();
  #views: Views | null = null;
  #inside: { self: ConnectionId; media: MediaSwitch; cipher: FrameCipher | null } | null = null;

  constructor(options: MediaLinkOptions) {
    this.#options = options;
  }

  get remote(): ReadonlyMap<ConnectionId, RemoteMedia> {
    return this.#inside?.media.remote ?? nobody;
  }

  get speakers(): readonly ConnectionId[] {
    return this.#inside?.media.speakers ?? noSpeakers;
  }

  get mode(): MediaTopology['mode'] | null {
    return this.#inside?.media.mode ?? null;
  }

  get isFlowing(): boolean {
    return [...this.remote.values()].some(({ status }) => status === 'connected');
  }

  async statistics(): Promise<ConnectionStatistics[]> {
    return (await this.#inside?.media.statistics()) ?? [];
  }

  track(source: MediaSource): MediaStreamTrack | null {
    return this.#tracks.get(source) ?? null;
  }

  /** Kept where there is no media client yet, and sent once there is. */
  async publish(source: MediaSource, track: MediaStreamTrack | null): Promise<void> {
    if (track) this.#tracks.set(source, track);
    else this.#tracks.delete(source);
    await this.#inside?.media.publish(source, track);
  }

  /** Says what of the others is on the screen. */
  show(views: Views): void {
    this.#views = views;
    this.#inside?.media.show(views);
  }

  /**
   * The client is inside as `self`: a new connection needs new media clients, the same one goes on with those it has.
   * Nothing is sent in the clear to a room that is encrypted: without a cipher there is no media.
   */
  enter(self: ConnectionId, ice: IceConfiguration, { topology, encrypted }: MediaOfRoom): void {
    if (this.#inside?.self !== self) {
      this.close();
      this.#inside = this.#open(self, encrypted);
    }
    this.#inside?.media.configureIce(ice);
    this.#inside?.media.arrange(topology);
  }

  #open(self: ConnectionId, isEncrypted: boolean) {
    const { create, createCipher, timers, changed, switched } = this.#options;
    if (create === null || (isEncrypted && createCipher === null)) return null;
    const cipher = createCipher?.(self) ?? null;
    const media = new MediaSwitch({
      self,
      create: (arrangement) => create(arrangement, cipher),
      tracks: this.#tracks,
      timers,
      changed,
      switched,
    });
    if (this.#views) media.show(this.#views);
    return { self, media, cipher };
  }

  /** The room's media is arranged so from now on. */
  arrange(topology: MediaTopology): void {
    this.#inside?.media.arrange(topology);
  }

  configureIce(ice: IceConfiguration): void {
    this.#inside?.media.configureIce(ice);
  }

  setParticipants(participants: readonly Participant[]): void {
    this.#inside?.media.setParticipants(participants);
  }

  receive(signal: ServerMessage<'webrtc_offer' | 'webrtc_answer' | 'ice_candidate'>): void {
    this.#inside?.media.receive(signal);
  }

  newsReceived({ payload: { topologyId, news } }: ServerMessage<'media_news'>): void {
    this.#inside?.media.newsReceived(topologyId, news);
  }

  restartIce(): void {
    this.#inside?.media.restartIce();
  }

  close(): void {
    this.#inside?.media.close();
    this.#inside?.cipher?.close();
    this.#inside = null;
  }
}

import type { ConnectionId, IceConfiguration, MediaSource, Participant, ServerMessage } from '@cline-meet/protocol';
import type { FrameCipher } from './e2ee/frame-cipher.ts';
import type { MediaClient, MediaSignals } from './media-client.ts';
import type { CreateMedia } from './media-factory.ts';
import type { RemoteMedia } from './session-state.ts';

type Signal = ServerMessage<'webrtc_offer' | 'webrtc_answer' | 'ice_candidate'>;

const nobody: ReadonlyMap<ConnectionId, RemoteMedia> = new Map();

/** Keeps what a person publishes, and a media client for as long as there is a place inside the room. */
export class MediaLink {
  readonly #create: ((cipher: FrameCipher | null) => MediaClient) | null;
  readonly #createCipher: ((self: ConnectionId) => FrameCipher) | null;
  readonly #changed: () => void;
  readonly #tracks = new Map<MediaSource, MediaStreamTrack>();
  #running: { client: MediaClient; cipher: FrameCipher | null; self: ConnectionId; unsubscribe: () => void } | null =
    null;

  /** Without `create` nothing is sent or received; without `createCipher` it is not encrypted end to end. */
  constructor(
    create: CreateMedia | null,
    createCipher: ((self: ConnectionId) => FrameCipher) | null,
    signals: MediaSignals,
    changed: () => void,
  ) {
    this.#create = create && ((cipher) => create(signals, cipher));
    this.#createCipher = createCipher;
    this.#changed = changed;
  }

  get remote(): ReadonlyMap<ConnectionId, RemoteMedia> {
    return this.#running?.client.remote ?? nobody;
  }

  track(source: MediaSource): MediaStreamTrack | null {
    return this.#tracks.get(source) ?? null;
  }

  /** Kept where there is no media client yet, and sent once there is. */
  async publish(source: MediaSource, track: MediaStreamTrack | null): Promise<void> {
    if (track) this.#tracks.set(source, track);
    else this.#tracks.delete(source);
    await this.#running?.client.publish(source, track);
  }

  /**
   * The client is inside as `self`: a new connection needs new peers, the same one goes on with those it has. Nothing
   * is sent in the clear to a room that is encrypted: without a cipher there is no media.
   */
  enter(self: ConnectionId, ice: IceConfiguration, isEncrypted: boolean): void {
    if (this.#running?.self === self) {
      this.configureIce(ice);
      return;
    }
    this.close();
    if (!this.#create || (isEncrypted && !this.#createCipher)) return;
    const cipher = this.#createCipher?.(self) ?? null;
    const client = this.#create(cipher);
    this.#running = { client, cipher, self, unsubscribe: client.subscribe(this.#changed) };
    client.configureIce(ice);
    // A track that ended meanwhile cannot be sent; whoever owns it is told by the track itself.
    for (const [source, track] of this.#tracks) client.publish(source, track).catch(() => {});
  }

  configureIce(ice: IceConfiguration): void {
    this.#running?.client.configureIce(ice);
  }

  setParticipants(participants: readonly Participant[]): void {
    this.#running?.client.setParticipants(this.#running.self, participants);
  }

  receive(signal: Signal): void {
    // What another client sends may be nonsense. It costs that peer its media, and this session nothing.
    this.#handle(signal)?.catch(() => {});
  }

  restartIce(): void {
    this.#running?.client.restartIce();
  }

  close(): void {
    this.#running?.unsubscribe();
    this.#running?.client.close();
    this.#running?.cipher?.close();
    this.#running = null;
  }

  #handle(signal: Signal): Promise<void> | undefined {
    const client = this.#running?.client;
    switch (signal.type) {
      case 'webrtc_offer':
        return client?.offerReceived(signal.senderConnectionId, signal.payload);
      case 'webrtc_answer':
        return client?.answerReceived(signal.senderConnectionId, signal.payload);
      case 'ice_candidate':
        return client?.candidateReceived(signal.senderConnectionId, signal.payload);
      default:
        return signal satisfies never;
    }
  }
}

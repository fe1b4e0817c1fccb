import type { MediaSource } from '@cline-meet/protocol';
import type { types } from 'mediasoup-client';
import { contentHints } from '../content-hints.ts';
import type { LinkOptions } from './link-options.ts';
import { type LayeredCodec, layersFor, producerSettings } from './producer-settings.ts';
import { limitLayers } from './sent-layers.ts';
import type { MediaCipher } from './sfu-options.ts';

/** One source as this client sends it: the track that is to be sent, and the producer that sends it. */
export class OutgoingSource {
  readonly #source: MediaSource;
  readonly #cipher: MediaCipher | null;
  readonly #cameraCodec: LayeredCodec | null;
  #track: MediaStreamTrack | null = null;
  #producer: types.Producer | null = null;
  /** That of the producer, or of one that is being made. */
  #sender: RTCRtpSender | null = null;
  /** The largest spatial layer that anyone takes; null: nobody takes any. */
  #wantedLayer: number | null = Number.POSITIVE_INFINITY;
  /** Of the picture that the producer was made for. */
  #layers = 0;
  #replacing = Promise.resolve();
  #limiting = Promise.resolve();

  constructor(source: MediaSource, { cipher, cameraCodec }: Pick<LinkOptions, 'cipher' | 'cameraCodec'>) {
    this.#source = source;
    this.#cipher = cipher;
    this.#cameraCodec = cameraCodec;
  }

  /** None where there is none yet, or where it went with its transport. */
  get producer(): types.Producer | null {
    return this.#producer?.closed === false ? this.#producer : null;
  }

  /** Whether what is to be sent is sent. */
  get isSettled(): boolean {
    return this.producer ? this.#sender?.track === this.#sendable : this.#sendable === null;
  }

  /** The picture has another number of layers than its producer, which cannot change its own. */
  get isOutgrown(): boolean {
    const [track, producer] = [this.#sendable, this.producer];
    if (this.#source !== 'camera' || !track || !producer) return false;
    return this.#layers !== layersFor(track);
  }

  /** False where the media node and this browser have no codec in common. */
  canBeSent(device: types.Device): boolean {
    return !this.#sendable || device.canProduce(this.#sendable.kind === 'audio' ? 'audio' : 'video');
  }

  /**
   * A sender that is there has the track at once: a mute does not wait in a queue behind a media node that does not
   * answer. What else is to be done is done by {@link settle}.
   */
  async publish(track: MediaStreamTrack | null): Promise<void> {
    if (track) track.contentHint = contentHints[this.#source];
    this.#track = track;
    if (!this.isOutgrown) await this.#replaceTrack();
  }

  /** Sends what is to be sent over `transport`. Rejects where the media node, or the browser, refuses. */
  async settle(transport: types.Transport, device: types.Device): Promise<void> {
    if (this.producer) await this.#replaceTrack();
    else if (this.#sendable) await this.#produce(transport, device, this.#sendable);
  }

  /** Ends the producer; its id is for the media node to be told. */
  drop(): string | undefined {
    const id = this.producer?.id;
    this.producer?.close();
    this.#producer = null;
    this.#sender = null;
    return id;
  }

  /** Layers that nobody takes are not encoded. */
  limitTo(spatialLayer: number | null): void {
    this.#wantedLayer = spatialLayer;
    const sender = this.producer && this.#sender;
    // One after the other: parameters must be set by whoever read them last.
    if (sender) this.#limiting = this.#limiting.then(() => limitLayers(sender, this.#layers, this.#wantedLayer));
  }

  async #produce(transport: types.Transport, device: types.Device, track: MediaStreamTrack): Promise<void> {
    const codec = track.kind === 'video' ? this.#codec(device) : undefined;
    const isLayered = codec !== undefined && !this.#cipher;
    this.#wantedLayer = Number.POSITIVE_INFINITY;
    this.#layers = this.#source === 'camera' ? layersFor(track) : 1;
    try {
      this.#producer = await transport.produce({
        track,
        // The track is its owner's: it stays as it is in whatever happens here.
        stopTracks: false,
        disableTrackOnPause: false,
        zeroRtpOnPause: false,
        streamId: this.#source.startsWith('screen') ? 'screen' : 'person',
        appData: { source: this.#source },
        onRtpSender: (sender) => this.#made(sender),
        ...(codec ? { codec } : {}),
        ...producerSettings(this.#source, track, isLayered),
      });
    } catch (error) {
      this.#sender = null;
      throw error;
    }
    // It may have been muted meanwhile.
    await this.#replaceTrack();
  }

  /** Encrypted frames of VP8 come through any SFU; those of some other codecs do not. */
  #codec(device: types.Device): types.RtpCodecCapability | undefined {
    if (this.#cipher) return codecOf(device, 'VP8');
    return this.#source === 'camera' && this.#cameraCodec ? codecOf(device, this.#cameraCodec) : undefined;
  }

  #made(sender: RTCRtpSender): void {
    this.#sender = sender;
    this.#cipher?.protect(sender, this.#source);
  }

  /** One after the other, each with what is to be sent by then. */
  #replaceTrack(): Promise<void> {
    const replaced = this.#replacing.then(async () => {
      if (this.#sender && this.#sender.track !== this.#sendable) await this.#sender.replaceTrack(this.#sendable);
    });
    this.#replacing = replaced.catch(() => {});
    return replaced;
  }

  /** A track that ended cannot be sent; whoever owns it is told by the track itself. */
  get #sendable(): MediaStreamTrack | null {
    return this.#track?.readyState === 'ended' ? null : this.#track;
  }
}

/** Undefined where this browser or the media node has none. */
function codecOf(device: types.Device, name: string): types.RtpCodecCapability | undefined {
  const wanted = `video/${name}`.toLowerCase();
  return device.sendRtpCapabilities.codecs?.find(({ mimeType }) => mimeType.toLowerCase() === wanted);
}

import type { ConnectionId } from '@cline-meet/protocol';
import type { RemoteMedia } from '@cline-meet/sdk';
import { MediaStream, type MediaStreamTrack as NodeTrack, type PeerConfig } from 'werift';
import type { Recorder } from '../measure/recorder.ts';
import type { MediaKinds, OpenMedia } from './bot.ts';
import { NodePeerConnection } from './node-peer-connection.ts';
import { PacketGaps } from './packet-gaps.ts';
import { type SampleSource, SampleTrack } from './sample-track.ts';

export interface MediaSurroundings {
  readonly recorder: Recorder;
  readonly now: () => number;
  /** Nothing leaves this machine: candidates are of loopback alone, and no ICE server is asked. */
  readonly isLocal: boolean;
}

const sourcesOf: Record<MediaKinds, readonly SampleSource[]> = {
  audio: ['microphone'],
  video: ['microphone', 'camera'],
};

const TICK_MS = 10;
const LOOPBACK = '127.0.0.1';
const loopbackOnly: Partial<PeerConfig> = {
  iceServers: [],
  iceUseIpv4: false,
  iceUseIpv6: false,
  iceAdditionalHostAddresses: [LOOPBACK],
  iceInterfaceAddresses: { udp4: LOOPBACK },
};

/** For bots that send and receive real media: packets over ICE, DTLS and SRTP, with nothing in them. */
export function mediaOpener(kinds: MediaKinds, at: MediaSurroundings): OpenMedia {
  // The sdk groups what it sends by these, and takes them from the browser.
  globalThis.MediaStream = MediaStream as unknown as typeof globalThis.MediaStream;
  return () => new BotMedia(sourcesOf[kinds], at);
}

/** The media of one stay in a room. */
class BotMedia implements ReturnType<OpenMedia> {
  readonly #at: MediaSurroundings;
  readonly #tracks: ReadonlyMap<SampleSource, SampleTrack>;
  readonly #received = new WeakSet<object>();
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(sources: readonly SampleSource[], at: MediaSurroundings) {
    this.#at = at;
    this.#tracks = new Map(sources.map((source) => [source, new SampleTrack(source, at.now())]));
    this.#timer = setInterval(() => this.#send(), TICK_MS);
  }

  get tracks() {
    return [...this.#tracks].map(([source, { track }]) => ({ source, track: track as unknown as MediaStreamTrack }));
  }

  createPeerConnection = (config: RTCConfiguration): RTCPeerConnection => {
    const { recorder, now, isLocal } = this.#at;
    const fromMs = now();
    const given = config as unknown as Partial<PeerConfig>;
    const connection = new NodePeerConnection(isLocal ? { ...given, ...loopbackOnly } : given, () =>
      recorder.count('rtpSent'),
    );
    recorder.count('linking');
    connection.iceConnectionStateChange.subscribe((state) => {
      if (state === 'connected') recorder.took('ice', now() - fromMs);
      if (state === 'failed') recorder.failed('media: ICE failed');
    });
    connection.connectionStateChange.subscribe((state) => {
      if (state !== 'connected') return;
      recorder.count('linked');
      recorder.took('link', now() - fromMs);
    });
    return connection as unknown as RTCPeerConnection;
  };

  follow(remote: ReadonlyMap<ConnectionId, RemoteMedia>): void {
    for (const { tracks } of remote.values()) {
      for (const track of Object.values(tracks)) this.#count(track as unknown as NodeTrack);
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #send(): void {
    for (const track of this.#tracks.values()) track.send(this.#at.now());
  }

  #count(track: NodeTrack): void {
    if (this.#received.has(track)) return;
    this.#received.add(track);
    const { recorder } = this.#at;
    const gaps = new PacketGaps();
    track.onReceiveRtp.subscribe(({ header }) => {
      recorder.count('rtpReceived');
      const missing = gaps.received(header.sequenceNumber);
      if (missing !== 0) recorder.count('rtpLost', missing);
    });
  }
}

import { MediaStream, type PeerConfig, parseIceServers } from 'werift';
import type { Recorder } from '../measure/recorder.ts';
import type { MediaKinds, OpenMedia } from './bot.ts';
import { loopbackOnly } from './loopback-only.ts';
import { MediaMeter } from './media-meter.ts';
import { nodeDevice } from './node-device.ts';
import { NodePeerConnection } from './node-peer-connection.ts';
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
const loopbackPeer: Partial<PeerConfig> = {
  iceServers: [],
  iceUseIpv4: loopbackOnly.useIpv4,
  iceUseIpv6: loopbackOnly.useIpv6,
  iceAdditionalHostAddresses: loopbackOnly.additionalHostAddresses,
  iceInterfaceAddresses: loopbackOnly.interfaceAddresses,
};

/** For bots that send and receive real media: packets over ICE, DTLS and SRTP, with nothing in them. */
export function mediaOpener(kinds: MediaKinds, at: MediaSurroundings): OpenMedia {
  // The sdk groups what it sends by these, and takes them from the browser.
  globalThis.MediaStream = MediaStream as unknown as typeof globalThis.MediaStream;
  const connections = { createPeerConnection: peerConnections(at), loadDevice: devices(at) };
  return () => new BotMedia(sourcesOf[kinds], at.now, connections);
}

function peerConnections({ recorder, now, isLocal }: MediaSurroundings): Connections['createPeerConnection'] {
  const meter = new MediaMeter('mesh', recorder, now);
  return (config) => {
    const given = config as unknown as Partial<PeerConfig>;
    const connection = new NodePeerConnection(isLocal ? { ...given, ...loopbackPeer } : given, meter.sent);
    const link = meter.link();
    connection.iceConnectionStateChange.subscribe(link.iceChanged);
    connection.connectionStateChange.subscribe(link.stateChanged);
    connection.onTrack.subscribe((track) => meter.receive(track));
    return connection as unknown as RTCPeerConnection;
  };
}

function devices({ recorder, now, isLocal }: MediaSurroundings): Connections['loadDevice'] {
  const meter = new MediaMeter('node', recorder, now);
  return () =>
    nodeDevice({
      meter,
      iceOptions: (servers, policy) =>
        isLocal
          ? loopbackOnly
          : { ...parseIceServers(servers as PeerConfig['iceServers']), forceTurn: policy === 'relay' },
    });
}

type Connections = ReturnType<OpenMedia>['connections'];

/** The media of one stay in a room. */
class BotMedia implements ReturnType<OpenMedia> {
  readonly connections: Connections;
  readonly #now: () => number;
  readonly #tracks: ReadonlyMap<SampleSource, SampleTrack>;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(sources: readonly SampleSource[], now: () => number, connections: Connections) {
    this.#now = now;
    this.connections = connections;
    this.#tracks = new Map(sources.map((source) => [source, new SampleTrack(source, now())]));
    this.#timer = setInterval(() => this.#send(), TICK_MS);
  }

  get tracks() {
    return [...this.#tracks].map(([source, { track }]) => ({ source, track: track as unknown as MediaStreamTrack }));
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #send(): void {
    for (const track of this.#tracks.values()) track.send(this.#now());
  }
}

import type { ConnectionId, MediaAction, MediaNews, MediaSource, Participant } from '@cline-meet/protocol';
import { CommandFailed } from '../packages/sdk/src/command-channel.ts';
import { WorkerCipher } from '../packages/sdk/src/e2ee/frame-cipher.ts';
import { SECRET_BYTES } from '../packages/sdk/src/e2ee/key-schedule.ts';
import type { MediaRequests, Views } from '../packages/sdk/src/media-client.ts';
import type { LayeredCodec } from '../packages/sdk/src/sfu/producer-settings.ts';
import { SfuClient } from '../packages/sdk/src/sfu/sfu-client.ts';
import type { SfuEvent } from '../packages/sdk/src/sfu/sfu-options.ts';

declare global {
  interface Window {
    sfu: Member;
    /** The media node, at the other end of what would be a socket. */
    askMediaNode(from: string, action: MediaAction): Promise<{ answer: unknown } | { failure: string }>;
    sfuConnections: RTCPeerConnection[];
  }
}

/** What a test looks at of one source that comes from another. */
export interface Received {
  status: string | undefined;
  frames: number;
  bytes: number;
  width: number;
  audioEnergy: number;
}

export interface SentLayer {
  rid: string;
  active: boolean;
  frames: number;
}

/** One tab's SFU client with the media that it sends. */
class Member {
  readonly client: SfuClient;
  readonly events: SfuEvent[] = [];
  readonly id: ConnectionId;
  /** Whose media does not open. */
  unreadable: ConnectionId[] = [];
  readonly #tracks = new Map<MediaSource, MediaStreamTrack>();
  readonly #played = new Map<MediaStreamTrack, HTMLAudioElement>();

  /** Seals what it sends, and opens what it receives, where there is a secret. */
  constructor(id: ConnectionId, secret: number | null, cameraCodec: LayeredCodec | null) {
    this.id = id;
    const requests = { request: (action: MediaAction) => ask(id, action) } as MediaRequests;
    const cipher = secret === null ? null : this.#cipher(secret);
    this.client = new SfuClient(requests, { log: (event) => this.events.push(event), cipher, cameraCodec });
    this.client.subscribe(() => this.#playMicrophones());
  }

  async start(width: number, height: number): Promise<void> {
    const devices = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width, height } });
    for (const track of devices.getTracks()) {
      const source = track.kind === 'audio' ? 'microphone' : 'camera';
      this.#tracks.set(source, track);
      await this.client.publish(source, track);
    }
    this.client.configureIce({ iceServers: [], iceTransportPolicy: 'all' });
  }

  meet(ids: readonly string[]): void {
    const participants = ids.map((connectionId) => ({ connectionId }) as Participant);
    this.client.setParticipants(this.id, participants);
  }

  show(cameras: Record<string, number>): void {
    const views: Views = new Map(Object.entries(cameras).map(([id, camera]) => [id as ConnectionId, { camera }]));
    this.client.show(views);
  }

  hear(news: MediaNews): void {
    this.client.newsReceived(news);
  }

  async setSource(source: MediaSource, on: boolean): Promise<void> {
    await this.client.publish(source, on ? (this.#tracks.get(source) ?? null) : null);
  }

  /** As in a room where nobody speaks: the microphone runs, and there is nothing to hear. */
  beSilent(): void {
    const microphone = this.#tracks.get('microphone');
    if (microphone) microphone.enabled = false;
  }

  async received(of: string, source: MediaSource): Promise<Received> {
    const remote = this.client.remote.get(of as ConnectionId);
    const track = remote?.tracks[source];
    const stats = (await allStats()).find(({ type, trackIdentifier }) => {
      return type === 'inbound-rtp' && trackIdentifier === track?.id;
    });
    return {
      status: remote?.status,
      frames: stats?.framesDecoded ?? 0,
      bytes: stats?.bytesReceived ?? 0,
      width: stats?.frameWidth ?? 0,
      audioEnergy: stats?.totalAudioEnergy ?? 0,
    };
  }

  /** Of the camera, from the smallest picture. */
  async sent(): Promise<SentLayer[]> {
    const senders = window.sfuConnections.flatMap((connection) => connection.getSenders());
    const camera = senders.find((sender) => sender.getParameters().encodings.length > 1);
    const stats = [...((await camera?.getStats())?.values() ?? [])].filter(({ type }) => type === 'outbound-rtp');
    return (camera?.getParameters().encodings ?? []).map(({ rid = '', active = true }) => ({
      rid,
      active,
      frames: stats.find((each) => each.rid === rid)?.framesSent ?? 0,
    }));
  }

  /** The streams of the camera, as the browser tells of them. */
  async sentPictures(): Promise<{ codec: string; mode: string; isActive: boolean }[]> {
    const senders = open().flatMap((connection) => connection.getSenders());
    const reports = await Promise.all(senders.map((sender) => sender.getStats()));
    const stats = reports.flatMap((report) => [...report.values()]);
    const streams = stats.filter(({ type, kind }) => type === 'outbound-rtp' && kind === 'video');
    return streams.map(({ codecId, scalabilityMode: mode = '', active: isActive = true }) => {
      return { codec: stats.find(({ id }) => id === codecId)?.mimeType ?? '', mode, isActive };
    });
  }

  /** What Opus was negotiated with, and how many packets of it went out. */
  async sentSound(): Promise<{ parameters: string; packets: number }> {
    const sending = open().find((connection) => connection.getSenders().some(({ track }) => track));
    const stats = await allStats();
    const sound = stats.find(({ type, kind }) => type === 'outbound-rtp' && kind === 'audio');
    return { parameters: opusParametersOf(sending?.remoteDescription), packets: sound?.packetsSent ?? 0 };
  }

  /** What Opus was negotiated with where it is received. */
  receivedSound(): string {
    const receiving = open().find((connection) => connection.getSenders().every(({ track }) => !track));
    return opusParametersOf(receiving?.localDescription);
  }

  /** The ICE user names of this side: they change with each restart. */
  userNames(): string[] {
    return open().flatMap(({ localDescription }) => /a=ice-ufrag:(\S+)/.exec(localDescription?.sdp ?? '')?.[1] ?? []);
  }

  ownTracksAreLive(): boolean {
    return [...this.#tracks.values()].every(({ readyState }) => readyState === 'live');
  }

  openConnections(): number {
    return open().length;
  }

  #cipher(secret: number): WorkerCipher {
    return new WorkerCipher({
      worker: new Worker('/cipher-worker.js'),
      secret: new Uint8Array(SECRET_BYTES).fill(secret),
      roomCode: 'abc-defg-hij',
      self: this.id,
      unreadableChanged: (who) => {
        this.unreadable = [...who];
      },
    });
  }

  /** Browsers measure the energy of what is played only. */
  #playMicrophones(): void {
    for (const { tracks } of this.client.remote.values()) {
      if (!tracks.microphone || this.#played.has(tracks.microphone)) continue;
      const audio = new Audio();
      this.#played.set(tracks.microphone, audio);
      audio.autoplay = true;
      audio.srcObject = new MediaStream([tracks.microphone]);
    }
  }
}

/** Of the first description of sound (RFC 7587, section 7). */
function opusParametersOf(description: RTCSessionDescription | null | undefined): string {
  const payloadType = /a=rtpmap:(\d+) opus/.exec(description?.sdp ?? '')?.[1];
  return new RegExp(`a=fmtp:${payloadType} (.*)`).exec(description?.sdp ?? '')?.[1] ?? '';
}

function open(): RTCPeerConnection[] {
  return window.sfuConnections.filter(({ connectionState }) => connectionState !== 'closed');
}

async function allStats() {
  const reports = await Promise.all(open().map((connection) => connection.getStats()));
  return reports.flatMap((report) => [...report.values()]);
}

async function ask(id: ConnectionId, action: MediaAction): Promise<unknown> {
  const told = await window.askMediaNode(id, action);
  if ('failure' in told) throw new CommandFailed(told.failure === 'media_stale' ? 'media_stale' : 'internal');
  return told.answer;
}

window.sfuConnections = [];
const Original = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Original {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    window.sfuConnections.push(this);
  }
};

const asked = new URLSearchParams(location.search);
window.sfu = new Member(
  asked.get('id') as ConnectionId,
  Number(asked.get('secret')) || null,
  (asked.get('cameraCodec') || null) as LayeredCodec | null,
);

import type {
  CandidateMessage,
  ConnectionId,
  MediaSource,
  Participant,
  SessionDescription,
} from '@cline-meet/protocol';
import type { MediaSignals } from '../packages/sdk/src/media-client.ts';
import { MeshClient } from '../packages/sdk/src/mesh/mesh-client.ts';

declare global {
  interface Window {
    meshRoom: MeshRoom;
  }
}

type Deliver = (to: MeshClient) => Promise<void>;

/** What the test looks at of one direction between two clients. */
export interface Seen {
  status: string | undefined;
  sources: string[];
  frames: number;
  audioEnergy: number;
}

const SLOWEST_SIGNAL_MS = 60;
const BUSY_MS = 600;
const LONGEST_WORK_MS = 25;

/** One tab's mesh client with the media that it sends. */
class Member {
  readonly connections: RTCPeerConnection[] = [];
  offersSent = 0;
  readonly mesh: MeshClient;
  participant: Participant;
  readonly #published = new Map<MediaSource, MediaStreamTrack>();
  readonly #played = new Map<MediaStreamTrack, HTMLAudioElement>();

  constructor(participant: Participant, signals: MediaSignals) {
    this.participant = participant;
    const countOffers: MediaSignals = {
      ...signals,
      sendOffer: (to, offer) => {
        this.offersSent += 1;
        signals.sendOffer(to, offer);
      },
    };
    this.mesh = new MeshClient(countOffers, {
      createPeerConnection: (config) => {
        const connection = new RTCPeerConnection(config);
        this.connections.push(connection);
        return connection;
      },
    });
    this.mesh.subscribe(() => this.#playMicrophones());
  }

  async publish(source: MediaSource, track: MediaStreamTrack | null): Promise<void> {
    if (track) this.#published.set(source, track);
    else this.#published.delete(source);
    await this.mesh.publish(source, track);
  }

  track(source: MediaSource): MediaStreamTrack | undefined {
    return this.#published.get(source);
  }

  /** Browsers measure the energy of what is played only. */
  #playMicrophones(): void {
    for (const { tracks } of this.mesh.remote.values()) {
      if (!tracks.microphone || this.#played.has(tracks.microphone)) continue;
      const audio = new Audio();
      this.#played.set(tracks.microphone, audio);
      audio.autoplay = true;
      audio.srcObject = new MediaStream([tracks.microphone]);
    }
  }
}

/** A room in one page: signals arrive in order per sender, each after a random delay, or get lost while told so. */
class MeshRoom {
  readonly #members = new Map<string, Member>();
  readonly #inOrder = new Map<string, Promise<void>>();
  readonly #muted = new Map<string, MediaStreamTrack>();
  losesSignals = false;

  /** Lower numbers have lower connection ids, and so are the polite ones. */
  async join(number: number, incarnation = 0): Promise<void> {
    const id = connectionIdOf(number);
    this.#members.get(id)?.mesh.close();
    const member = new Member(participantOf(id, incarnation), this.#signalsOf(id, incarnation));
    this.#members.delete(id);
    this.#members.set(id, member);
    const devices = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 180 } });
    for (const track of devices.getTracks()) {
      await member.publish(track.kind === 'audio' ? 'microphone' : 'camera', track);
    }
    this.#announce();
  }

  /** Has everyone begin anew at the same time, as where a meeting goes back to a mesh, in a page that is busy. */
  async beginAnew(): Promise<void> {
    for (const former of [...this.#members.values()]) {
      former.mesh.close();
      const { connectionId, incarnation } = former.participant;
      const next = incarnation + 1;
      const member = new Member(participantOf(connectionId, next), this.#signalsOf(connectionId, next));
      this.#members.set(connectionId, member);
      for (const source of ['microphone', 'camera'] as const) {
        await member.publish(source, former.track(source) ?? null);
      }
    }
    const work = setInterval(workFor, 30);
    this.#announce();
    await new Promise((resolve) => setTimeout(resolve, BUSY_MS));
    clearInterval(work);
  }

  isConnected(): boolean {
    const all = [...this.#members.values()];
    return all.every(({ mesh }) => {
      const others = [...mesh.remote.values()];
      return others.length === all.length - 1 && others.every(({ status }) => status === 'connected');
    });
  }

  async leave(number: number): Promise<void> {
    const id = connectionIdOf(number);
    this.#members.get(id)?.mesh.close();
    this.#members.delete(id);
    this.#announce();
  }

  /** Publishes a moving picture as the screen, or takes it away. */
  async setScreen(number: number, on: boolean): Promise<void> {
    const member = this.#member(number);
    member.track('screen')?.stop();
    await member.publish('screen', on ? movingPicture() : null);
  }

  /** Takes a source away and gives it back, as mute does. */
  async setSource(number: number, source: MediaSource, on: boolean): Promise<void> {
    const track = this.#member(number).track(source) ?? this.#muted.get(`${number} ${source}`);
    if (!track) throw new Error(`no ${source} of ${number}`);
    this.#muted.set(`${number} ${source}`, track);
    await this.#member(number).publish(source, on ? track : null);
  }

  restartIce(number: number): void {
    this.#member(number).mesh.restartIce();
  }

  offersSent(number: number): number {
    return this.#member(number).offersSent;
  }

  openConnections(number: number): number {
    return this.#member(number).connections.filter((connection) => connection.signalingState !== 'closed').length;
  }

  isSettled(): boolean {
    const open = [...this.#members.values()].flatMap(({ connections }) => connections);
    return open.every(({ signalingState }) => signalingState === 'stable' || signalingState === 'closed');
  }

  /** The ICE user names of all of a member's connections: they change with each restart. */
  userNames(number: number): string[] {
    const descriptions = this.#member(number).connections.map(({ localDescription }) => localDescription?.sdp ?? '');
    return descriptions.map((sdp) => /a=ice-ufrag:(\S+)/.exec(sdp)?.[1] ?? '');
  }

  async seen(by: number, of: number, source: MediaSource = 'camera'): Promise<Seen> {
    const member = this.#member(by);
    const remote = member.mesh.remote.get(connectionIdOf(of));
    const inbound = await inboundOf(member, remote?.tracks[source]);
    return {
      status: remote?.status,
      sources: Object.keys(remote?.tracks ?? {}).sort(),
      frames: inbound?.framesDecoded ?? 0,
      audioEnergy: inbound?.totalAudioEnergy ?? 0,
    };
  }

  #member(number: number): Member {
    const member = this.#members.get(connectionIdOf(number));
    if (!member) throw new Error(`${number} is not here`);
    return member;
  }

  #announce(): void {
    const participants = [...this.#members.values()].map(({ participant }) => participant);
    for (const { participant, mesh } of this.#members.values()) {
      this.#later(`room ${participant.connectionId}`, async () =>
        mesh.setParticipants(participant.connectionId, participants),
      );
    }
  }

  #signalsOf(from: ConnectionId, incarnation: number): MediaSignals {
    const send = (to: ConnectionId, deliver: Deliver) => {
      // A page that is gone sends nothing any more.
      if (this.#members.get(from)?.participant.incarnation !== incarnation || this.losesSignals) return;
      this.#later(`${from} ${to}`, async () => {
        const member = this.#members.get(to);
        if (member) await deliver(member.mesh);
      });
    };
    return {
      sendOffer: (to, offer: SessionDescription) => send(to, (mesh) => mesh.offerReceived(from, offer)),
      sendAnswer: (to, answer: SessionDescription) => send(to, (mesh) => mesh.answerReceived(from, answer)),
      sendCandidate: (to, candidate: CandidateMessage) => send(to, (mesh) => mesh.candidateReceived(from, candidate)),
    };
  }

  #later(order: string, deliver: () => Promise<void>): void {
    const arrival = new Promise<void>((resolve) => setTimeout(resolve, Math.random() * SLOWEST_SIGNAL_MS));
    const before = this.#inOrder.get(order) ?? Promise.resolve();
    const delivered = Promise.all([before, arrival]).then(() => {
      // As with a socket, the next message does not wait until this one is worked off. A rejection fails the test.
      void deliver();
    });
    this.#inOrder.set(order, delivered);
  }
}

function workFor(): void {
  const untilMs = performance.now() + Math.random() * LONGEST_WORK_MS;
  while (performance.now() < untilMs);
}

async function inboundOf(member: Member, track: MediaStreamTrack | undefined) {
  if (!track) return undefined;
  const open = member.connections.filter(({ signalingState }) => signalingState !== 'closed');
  const reports = await Promise.all(open.map((connection) => connection.getStats()));
  const stats = reports.flatMap((report) => [...report.values()]);
  return stats.find(({ type, trackIdentifier }) => type === 'inbound-rtp' && trackIdentifier === track.id);
}

function movingPicture(): MediaStreamTrack {
  const canvas = document.body.appendChild(document.createElement('canvas'));
  const context = canvas.getContext('2d');
  const [track] = canvas.captureStream(15).getVideoTracks();
  if (!context || !track) throw new Error('no canvas');
  let shade = 0;
  const paint = () => {
    if (track.readyState === 'ended') {
      canvas.remove();
      return;
    }
    shade = (shade + 7) % 256;
    context.fillStyle = `rgb(${shade} 80 80)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
    setTimeout(paint, 50);
  };
  paint();
  return track;
}

function connectionIdOf(number: number): ConnectionId {
  return `00000000-0000-4000-8000-00000000000${number}` as ConnectionId;
}

function participantOf(connectionId: ConnectionId, incarnation: number): Participant {
  return {
    connectionId,
    userId: connectionId as string as Participant['userId'],
    name: connectionId,
    avatarUrl: null,
    role: 'participant',
    microphone: true,
    camera: true,
    handRaisedAt: null,
    screenShare: null,
    connection: 'connected',
    incarnation,
    joinedAt: '2026-01-31T09:05:00.000Z',
  };
}

window.meshRoom = new MeshRoom();

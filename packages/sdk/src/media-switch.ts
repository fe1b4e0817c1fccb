import type {
  ConnectionId,
  IceConfiguration,
  MediaNews,
  MediaSource,
  MediaTopology,
  Participant,
} from '@cline-meet/protocol';
import type { ConnectionStatistics } from './call-quality.ts';
import type { MediaClient, Views } from './media-client.ts';
import { covers } from './media-coverage.ts';
import { handSignal, type PeerSignal, SignalsAhead } from './peer-signals.ts';
import { type MediaSituation, RunningMedia } from './running-media.ts';
import type { RemoteMedia, SwitchNews } from './session-state.ts';
import type { TimerId, Timers } from './timers.ts';

/** Browsers do not tell everything that makes a picture flow: it is looked for this often. */
const LOOK_MS = 200;
/** How often, until a change has failed for now. */
const LOOKS = 75;
/** How long the former one goes on for those who have not changed over yet. */
const LINGER_MS = 5_000;
/** After a failure, while the room stays arranged so, until another client is made. */
const RETRY_MS = 10_000;

/** The same list each time, so that nothing seems to have changed. */
const nobody: readonly ConnectionId[] = [];

export interface MediaSwitchOptions {
  readonly self: ConnectionId;
  readonly create: (topology: MediaTopology) => MediaClient;
  /** What is published, kept up to date by the owner. */
  readonly tracks: ReadonlyMap<MediaSource, MediaStreamTrack>;
  readonly timers: Timers;
  /** {@link MediaSwitch.remote} or {@link MediaSwitch.speakers} is another. */
  changed(): void;
  switched(news: SwitchNews): void;
}

/**
 * Changes from one arrangement of the room's media to the next in a running meeting, make before break: the next is shown
 * once all that is seen and heard comes by it, and the former goes a while later. Where that fails the former stays, and
 * the change goes on being tried.
 */
export class MediaSwitch {
  readonly #options: MediaSwitchOptions;
  readonly #situation: MediaSituation;
  readonly #ahead = new SignalsAhead();
  readonly #retiring = new Map<RunningMedia, TimerId>();
  /** As the room is arranged, whether this client is there yet or not. */
  #topology: MediaTopology | null = null;
  #present: RunningMedia | null = null;
  #next: RunningMedia | null = null;
  /** Of the next: until when it may take, or when it is tried again. */
  #timer: TimerId | undefined;

  constructor(options: MediaSwitchOptions) {
    this.#options = options;
    this.#situation = { self: options.self, tracks: options.tracks, ice: null, participants: null, views: null };
  }

  get remote(): ReadonlyMap<ConnectionId, RemoteMedia> {
    return this.#present?.client.remote ?? new Map();
  }

  get speakers(): readonly ConnectionId[] {
    return this.#present?.client.speakers ?? nobody;
  }

  /** How media goes at present; null before it is known. */
  get mode(): MediaTopology['mode'] | null {
    return this.#present?.topology.mode ?? null;
  }

  async statistics(): Promise<ConnectionStatistics[]> {
    const found = await Promise.all(
      this.#all().map(async ({ topology, client }) => {
        const connections = (await client.statistics?.()) ?? [];
        return connections.map((connection) => ({ ...connection, id: `${topology.id} ${connection.id}` }));
      }),
    );
    return found.flat();
  }

  /** The room's media is arranged so; the first time there is nothing to change from. */
  arrange(topology: MediaTopology): void {
    const former = this.#topology;
    this.#topology = topology;
    if (former?.id === topology.id) {
      this.#of(topology.id)?.client.nodesChanged?.(nodesOf(topology));
      return;
    }
    this.#dropNext();
    if (this.#present?.is(topology)) return;
    if (!this.#present) {
      this.#present = this.#start(topology);
      this.#options.changed();
      return;
    }
    this.#try(topology);
  }

  async publish(source: MediaSource, track: MediaStreamTrack | null): Promise<void> {
    await Promise.all(this.#all().map(({ client }) => client.publish(source, track)));
  }

  show(views: Views): void {
    this.#situation.views = views;
    for (const { client } of this.#all()) client.show?.(views);
    this.#look();
  }

  configureIce(ice: IceConfiguration): void {
    this.#situation.ice = ice;
    for (const { client } of this.#all()) client.configureIce(ice);
  }

  setParticipants(participants: readonly Participant[]): void {
    this.#situation.participants = participants;
    for (const { client } of this.#all()) client.setParticipants(this.#situation.self, participants);
    this.#look();
  }

  receive(signal: PeerSignal): void {
    const { topologyId } = signal.payload;
    const running = this.#of(topologyId);
    if (running) handSignal(running.client, signal);
    else if (topologyId !== this.#topology?.id) this.#ahead.hold(signal);
  }

  newsReceived(topologyId: MediaTopology['id'], news: MediaNews): void {
    this.#of(topologyId)?.client.newsReceived?.(news);
  }

  restartIce(): void {
    for (const { client } of this.#all()) client.restartIce();
  }

  close(): void {
    this.#dropNext();
    for (const [running, timer] of this.#retiring) {
      this.#options.timers.clearTimeout(timer);
      running.close();
    }
    this.#retiring.clear();
    this.#present?.close();
    this.#present = null;
  }

  #try(topology: MediaTopology): void {
    this.#next = this.#start(topology);
    this.#watch(this.#next, LOOKS);
  }

  #watch(next: RunningMedia, looks: number): void {
    this.#look();
    if (this.#next !== next) return;
    if (looks === 0) this.#failed(next);
    else this.#timer = this.#options.timers.setTimeout(() => this.#watch(next, looks - 1), LOOK_MS);
  }

  #start(topology: MediaTopology): RunningMedia {
    const running = new RunningMedia(this.#options.create, topology, this.#situation, () => this.#changed(running));
    for (const signal of this.#ahead.take(topology.id)) handSignal(running.client, signal);
    return running;
  }

  #changed(running: RunningMedia): void {
    if (running === this.#present) this.#options.changed();
    this.#look();
  }

  /** Changes over as soon as nothing would be missed. */
  #look(): void {
    const [next, present] = [this.#next, this.#present];
    const { self, participants, views } = this.#situation;
    if (!next || !present || !participants) return;
    if (!covers(next.client.remote, present.client.remote, { self, participants, views })) return;
    this.#options.timers.clearTimeout(this.#timer);
    this.#next = null;
    this.#present = next;
    this.#retire(present);
    this.#options.changed();
    this.#options.switched({ outcome: 'switched', mode: next.topology.mode });
  }

  #retire(former: RunningMedia): void {
    const end = () => {
      this.#retiring.delete(former);
      former.close();
    };
    this.#retiring.set(former, this.#options.timers.setTimeout(end, LINGER_MS));
  }

  #failed(next: RunningMedia): void {
    const { topology, client } = next;
    const { timers, switched } = this.#options;
    // Others hold connections to a client that signals to them, and would not know a second one from it: it heals by itself.
    if (client.signals) {
      this.#timer = timers.setTimeout(() => this.#watch(next, LOOKS), LOOK_MS);
    } else {
      this.#dropNext();
      this.#timer = timers.setTimeout(() => this.#try(topology), RETRY_MS);
    }
    switched({ outcome: 'failed', mode: topology.mode, reason: 'not everything came by it in time' });
  }

  #dropNext(): void {
    this.#options.timers.clearTimeout(this.#timer);
    this.#next?.close();
    this.#next = null;
  }

  #of(topologyId: MediaTopology['id']): RunningMedia | undefined {
    return this.#all().find((running) => running.topology.id === topologyId);
  }

  #all(): RunningMedia[] {
    const running = [this.#present, this.#next].filter((each) => each !== null);
    return [...running, ...this.#retiring.keys()];
  }
}

function nodesOf({ nodeId, relays = [] }: MediaTopology): string[] {
  return nodeId === null ? [] : [nodeId, ...relays];
}

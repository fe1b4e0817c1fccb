import {
  type ConnectionId,
  type ErrorCode,
  MediaAction,
  type MediaActionName,
  type MediaSource,
  type Participant,
  type RemoteProducer,
} from '@cline-meet/protocol';
import * as fakeParameters from 'mediasoup-client/fakeParameters';
import { vi } from 'vitest';
import { CommandFailed } from '../command-channel.ts';
import type { MediaRequests } from '../media-client.ts';
import { type FakeEnd, fakeDevice } from './fake-device.ts';
import { SfuClient } from './sfu-client.ts';
import type { SfuEvent, SfuOptions } from './sfu-options.ts';

export const [me, ana, ben] = ['0', 'a', 'b'].map(
  (last) => `00000000-0000-4000-8000-00000000000${last}` as ConnectionId,
) as [ConnectionId, ConnectionId, ConnectionId];

/** What becomes of a request: an answer by default. */
type Fate = ErrorCode | 'lost' | 'held' | ((action: MediaAction) => unknown);

/** A media node that answers by the book, save where a test decides otherwise. */
export class FakeMediaNode {
  readonly asked: MediaAction[] = [];
  producers: RemoteProducer[] = [];
  /** As it calls itself. */
  nodeId: string | undefined;
  /** The ids of what the client sends. */
  readonly produced: string[] = [];
  /** Fates of the next requests of a name. */
  readonly #fates = new Map<MediaActionName, Fate[]>();
  readonly #held: (() => void)[] = [];
  #lastId = 0;

  /** The next requests of this name, one for each fate, meet these. */
  fate(name: MediaActionName, ...fates: Fate[]): void {
    this.#fates.set(name, fates);
  }

  all<Name extends MediaActionName>(name: Name): Extract<MediaAction, { action: Name }>[] {
    return this.asked.filter((asked): asked is Extract<MediaAction, { action: Name }> => asked.action === name);
  }

  get names(): MediaActionName[] {
    return this.asked.map(({ action }) => action);
  }

  /** Rejects what the wire would not carry. */
  readonly request = async (action: MediaAction): Promise<unknown> => {
    MediaAction.parse(action);
    this.asked.push(structuredClone(action));
    const fate = this.#fates.get(action.action)?.shift();
    if (fate === 'held') await new Promise<void>((resolve) => this.#held.push(resolve));
    else if (fate === 'lost') return new Promise(() => {});
    else if (typeof fate === 'string') throw new CommandFailed(fate);
    return typeof fate === 'function' ? fate(action) : this.answer(action);
  };

  /** Answers what is held. */
  release(): void {
    for (const resolve of this.#held.splice(0)) resolve();
  }

  answer(request: MediaAction): unknown {
    const { action } = request;
    switch (action) {
      case 'describe':
        return { action, rtpCapabilities: structuredClone(fakeParameters.generateRouterRtpCapabilities()) };
      case 'create_transport':
        return { action, nodeId: this.nodeId, ...this.#transport() };
      case 'restart_ice':
        return { action, iceParameters: this.#transport().iceParameters };
      case 'produce':
        return { action, producerId: this.#produced() };
      case 'list_producers':
        return { action, producers: this.producers };
      case 'consume':
        return { action, consumers: request.producerIds.flatMap((id) => this.#consumer(id)) };
      case 'connect_transport':
      case 'stop_producing':
      case 'set_consumers':
      case 'stop_consuming':
        return { action };
      default:
        return request satisfies never;
    }
  }

  #produced(): string {
    const id = this.#id('producer');
    this.produced.push(id);
    return id;
  }

  #transport() {
    const { iceParameters, iceCandidates, dtlsParameters } = structuredClone(
      fakeParameters.generateTransportRemoteParameters(),
    );
    return { transportId: this.#id('transport'), iceParameters, iceCandidates, dtlsParameters };
  }

  #consumer(producerId: string) {
    const producer = this.producers.find((each) => each.producerId === producerId);
    if (!producer) return [];
    const isAudio = producer.source === 'microphone' || producer.source === 'screen_audio';
    const { kind, rtpParameters } = structuredClone(
      fakeParameters.generateConsumerRemoteParameters({ codecMimeType: isAudio ? 'audio/opus' : 'video/VP8' }),
    );
    return [{ consumerId: `consumer-of-${producerId}-${this.#id('no')}`, producerId, kind, rtpParameters }];
  }

  #id(of: string): string {
    this.#lastId += 1;
    return `${of}-${this.#lastId}`;
  }
}

/** A client whose media node is the test's script. Needs fake timers; every wait is the longest that jitter allows. */
export function sfuRig(options: SfuOptions = {}) {
  const node = new FakeMediaNode();
  const ends: FakeEnd[] = [];
  const events: SfuEvent[] = [];
  const client = new SfuClient({ request: node.request } as MediaRequests, {
    random: () => 1,
    log: (event) => events.push(event),
    loadDevice: async () => fakeDevice(ends),
    ...options,
  });
  const rig = {
    client,
    node,
    events,
    ends,
    /** The newest end of this direction. */
    end(direction: 'send' | 'recv'): FakeEnd {
      const end = ends.filter((each) => each.options.direction === direction).at(-1);
      if (!end) throw new Error(`nothing to ${direction}`);
      return end;
    },
    async enters(...others: ConnectionId[]): Promise<void> {
      client.configureIce({ iceServers: [], iceTransportPolicy: 'all' });
      client.setParticipants(me, people(...others));
      await settled();
    },
    connects(): void {
      for (const direction of ['send', 'recv'] as const) {
        const end = ends.filter((each) => each.options.direction === direction).at(-1);
        end?.become('connected');
      }
    },
    /** What a producer was last told to send, by its id. */
    told(producerId: string): { on: boolean; spatialLayer?: number | undefined } | undefined {
      const told = node.all('set_consumers').flatMap(({ consumers }) => consumers);
      const last = told.filter(({ consumerId }) => consumerId.startsWith(`consumer-of-${producerId}-`)).at(-1);
      return last && { on: last.on, ...(last.spatialLayer === undefined ? {} : { spatialLayer: last.spatialLayer }) };
    },
  };
  return rig;
}

export function people(...others: ConnectionId[]): Participant[] {
  return [me, ...others].map((connectionId) => ({ connectionId }) as Participant);
}

export function producerOf(connectionId: ConnectionId, source: MediaSource): RemoteProducer {
  return { connectionId, source, producerId: `${source}-${connectionId.slice(-1)}` };
}

/** A track, as far as a client and mediasoup-client look at one. */
export function track(kind: 'audio' | 'video', size: { width?: number; height?: number } = {}): MediaStreamTrack {
  const fake = Object.assign(new EventTarget(), {
    kind,
    id: `${kind}-${Math.random()}`,
    readyState: 'live',
    enabled: true,
    contentHint: '',
    getSettings: () => size,
    stop: vi.fn(() => {
      fake.readyState = 'ended';
    }),
  });
  return fake as unknown as MediaStreamTrack;
}

/** What has been promised happens; hardly any time passes. */
export async function settled(): Promise<void> {
  await vi.advanceTimersByTimeAsync(1);
}

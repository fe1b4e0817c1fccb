import { once } from 'node:events';
import {
  type ConnectionId,
  type ErrorCode,
  MediaAction,
  type MediaActionName,
  MediaAnswer,
  MediaNews,
  MessageId,
  type ParticipantChange,
  type RoomEvent,
  type RoomId,
  type ServerMessage,
} from '@cline-meet/protocol';
import type { types } from 'mediasoup';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { LossyBus } from './bus/lossy-bus.ts';
import { type Clock, systemClock } from './lib/clock.ts';
import { announce } from './room/announce.ts';
import type { Envelope } from './room/envelope.ts';
import type { NodeMessage } from './room/media-nodes.ts';
import type { Newcomer } from './room/model.ts';
import { newcomer, ticketRoom } from './room/room-fixtures.ts';
import type { Change, Stamp } from './room/room-store.ts';
import { MediaServer } from './sfu/media-server.ts';
import type { MediaSettings } from './sfu/media-settings.ts';
import { startTestWorker } from './sfu/worker-fixture.ts';
import { MemoryRoomStore } from './store/memory-room-store.ts';

export const NODE_ID = 'node';
const MANY = 200;
const SETTINGS: MediaSettings = {
  listenIp: '127.0.0.1',
  announcedAddress: null,
  port: 0,
  pipeAddress: null,
  pipePorts: null,
  workers: 1,
  maxConsumers: 500,
};

/** A media node on real workers, with the store and the bus of one process, and what it says to each participant. */
export class MediaRig {
  /** The nodes, by id: {@link NODE_ID} and those that were {@link addNode added}. */
  readonly servers = new Map<string, MediaServer>();
  /** Whether what one node tells another is lost. */
  losesWord: (word: NodeMessage, to: string) => boolean = () => false;
  readonly store = new MemoryRoomStore();
  readonly bus = new LossyBus();
  readonly registry = new Registry();
  /** What the nodes log. */
  readonly said: { msg: string; nodeId?: string }[] = [];
  readonly log = pino({ level: 'info' }, { write: (line) => this.said.push(JSON.parse(line)) });
  /** How far the clock is ahead of the time of day. */
  aheadMs = 0;
  readonly clock: Clock = { now: () => systemClock.now() + this.aheadMs };
  readonly workers: types.Worker[] = [];
  /** All that there ever were. */
  readonly consumers = new Map<string, types.Consumer>();
  readonly room = ticketRoom({ expiresAt: '2099-01-01T00:00:00.000Z' });
  topologyId = 'first';
  /** Done before each worker starts, when the one that it replaces has ended. */
  beforeWorker: () => Promise<void> = async () => {};
  readonly #inboxes = new Map<ConnectionId, Inbox>();
  #requests = 0;

  static async start(settings: Partial<MediaSettings> = {}): Promise<MediaRig> {
    const rig = new MediaRig();
    await rig.open(settings);
    return rig;
  }

  async open(settings: Partial<MediaSettings>): Promise<void> {
    await this.addNode(NODE_ID, settings, this.registry);
    await this.bus.subscribe(this.roomId, (envelope) => this.#deliver(envelope));
  }

  /** A node more, on workers of its own. */
  async addNode(
    nodeId: string,
    settings: Partial<MediaSettings> = {},
    registry = new Registry(),
  ): Promise<MediaServer> {
    const { store, bus, clock, log } = this;
    const server = await MediaServer.open({
      nodeId,
      settings: { ...SETTINGS, ...settings },
      createWorker: () => this.#createWorker(),
      store,
      bus,
      nodes: { send: async (to, message) => this.#carry(to, message) },
      clock,
      log,
      registry,
    });
    this.servers.set(nodeId, server);
    return server;
  }

  /** As a process that is killed: it says nothing more, and hears nothing. */
  async kill(nodeId: string): Promise<void> {
    const server = this.servers.get(nodeId);
    this.servers.delete(nodeId);
    await server?.close();
  }

  get server(): MediaServer {
    return this.serverOf(NODE_ID);
  }

  serverOf(nodeId: string): MediaServer {
    const server = this.servers.get(nodeId);
    if (!server) throw new Error(`no node ${nodeId}`);
    return server;
  }

  /** By way of JSON, as all that goes from process to process. */
  #carry(to: string, message: NodeMessage): void {
    const isLost = this.losesWord(message, to);
    const server = this.serverOf(to);
    if (!isLost) setImmediate(() => server.handle(JSON.parse(JSON.stringify(message)) as NodeMessage));
  }

  get roomId(): RoomId {
    return this.room.roomId;
  }

  stamp(): Stamp {
    return { at: new Date(this.clock.now()).toISOString() };
  }

  /** Someone who is in the room; the first has it arranged by this node. */
  async join(name: string, change: Partial<Newcomer> = {}): Promise<RigPerson> {
    const person = newcomer(name, change);
    const entry = await this.store.enter(this.room, person, MANY, this.stamp());
    if (entry.outcome !== 'joined') throw new Error(`${name} is not in: ${entry.outcome}`);
    const { topology } = entry.snapshot.room;
    await announce(this, this.roomId, { kind: 'event', event: entry.event });
    if (topology.mode === 'mesh') await this.arrange(topology.id, this.topologyId);
    return new RigPerson(this, person);
  }

  async joinMany(count: number): Promise<RigPerson[]> {
    const people: RigPerson[] = [];
    for (let index = 0; index < count; index += 1) people.push(await this.join(`Person ${index}`));
    return people;
  }

  async arrange(from: string, id: string, nodeId = NODE_ID): Promise<void> {
    const change = await this.store.arrangeMedia(this.roomId, from, { mode: 'sfu', id, nodeId }, this.stamp());
    await this.announceChange(change);
  }

  /** Has the store place someone on that node; it becomes a relay where it is none. */
  async place(person: RigPerson, nodeId: string): Promise<void> {
    const wish = { connectionId: person.id, topologyId: this.topologyId, open: [nodeId], mostOnNode: MANY };
    const placing = await this.store.placeMedia(this.roomId, wish, this.stamp());
    if (placing.outcome !== 'placed') throw new Error(placing.outcome);
    if (placing.event) await this.announceChange({ outcome: 'changed', event: placing.event });
    person.nodeId = placing.nodeId;
  }

  async changeState(person: RigPerson, change: ParticipantChange): Promise<void> {
    await this.announceChange(await this.store.changeParticipant(this.roomId, person.id, change, this.stamp()));
  }

  async remove(person: RigPerson): Promise<void> {
    const { left } = await this.store.remove(this.roomId, person.newcomer.userId, this.stamp());
    for (const event of left) await this.announceChange({ outcome: 'changed', event });
  }

  async announceChange(change: Change<RoomEvent>): Promise<void> {
    if (change.outcome === 'changed') await announce(this, this.roomId, { kind: 'event', event: change.event });
  }

  /** As the hub stamps it. Resolves to the answer as it is on the wire, or to the code of the refusal. */
  async ask(connectionId: ConnectionId, action: MediaAction, topologyId = this.topologyId, nodeId = NODE_ID) {
    this.#requests += 1;
    const id = MessageId.parse(`request-${this.#requests}`);
    const answer = this.inbox(connectionId).answer(id);
    const userId = newcomer('').userId;
    this.serverOf(nodeId).handle({
      roomId: this.roomId,
      topologyId,
      connectionId,
      userId,
      id,
      action: MediaAction.parse(action),
    });
    return answer;
  }

  inbox(connectionId: ConnectionId): Inbox {
    const inbox = this.#inboxes.get(connectionId) ?? new Inbox();
    this.#inboxes.set(connectionId, inbox);
    return inbox;
  }

  /** The value of one series, as a scrape shows it. */
  async figure(series: string, registry = this.registry): Promise<number | undefined> {
    const line = (await registry.metrics()).split('\n').find((one) => one.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length));
  }

  /** How many routers each worker has, as it says itself. */
  routerCounts(): Promise<number[]> {
    const alive = this.workers.filter(({ closed }) => !closed);
    return Promise.all(alive.map(async (worker) => (await worker.dump()).routerIds.length));
  }

  async close(): Promise<void> {
    for (const nodeId of [...this.servers.keys()]) await this.kill(nodeId);
  }

  async #createWorker(): Promise<types.Worker> {
    await this.beforeWorker();
    const worker = await startTestWorker();
    this.workers.push(worker);
    worker.observer.on('newrouter', (router) =>
      router.observer.on('newtransport', (transport) =>
        transport.observer.on('newconsumer', (consumer) => this.consumers.set(consumer.id, consumer)),
      ),
    );
    return worker;
  }

  #deliver(envelope: Envelope): void {
    if (envelope.kind === 'event' && envelope.event.type === 'media_topology')
      this.topologyId = envelope.event.payload.id;
    if (envelope.kind === 'direct') this.inbox(envelope.to).take(JSON.parse(envelope.json) as ServerMessage);
  }
}

/** What the media node has said to one participant. */
export class Inbox {
  readonly news: MediaNews[] = [];
  readonly #answers = new Map<string, (answer: MediaAnswer | ErrorCode) => void>();
  readonly #arrivals = new EventTarget();

  answer(id: string): Promise<MediaAnswer | ErrorCode> {
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }

  take(message: ServerMessage): void {
    if (message.type === 'media_news') this.news.push(MediaNews.parse(message.payload.news));
    if (message.type === 'media_answer')
      this.#answers.get(message.id ?? '')?.(MediaAnswer.parse(message.payload.answer));
    if (message.type === 'error') this.#answers.get(message.id ?? '')?.(message.payload.code);
    this.#arrivals.dispatchEvent(new Event('news'));
  }

  /** The first news, of those that came or will come, that `isIt` holds for; the test's own time limit ends the wait. */
  async until(isIt: (news: MediaNews) => boolean): Promise<MediaNews> {
    for (;;) {
      const found = this.news.find(isIt);
      if (found) return found;
      await once(this.#arrivals, 'news');
    }
  }
}

/** One participant of a rig. */
export class RigPerson {
  readonly #rig: MediaRig;
  readonly newcomer: Newcomer;
  /** The node that their media is on. */
  nodeId = NODE_ID;

  constructor(rig: MediaRig, person: Newcomer) {
    this.#rig = rig;
    this.newcomer = person;
  }

  get id(): ConnectionId {
    return this.newcomer.connectionId;
  }

  get inbox(): Inbox {
    return this.#rig.inbox(this.id);
  }

  /** The code where it is refused. */
  ask(action: MediaAction): Promise<MediaAnswer | ErrorCode> {
    return this.#rig.ask(this.id, action, this.#rig.topologyId, this.nodeId);
  }

  /** Throws where it is refused. */
  async get<Name extends MediaActionName>(action: Extract<MediaAction, { action: Name }>): Promise<MediaAnswer<Name>> {
    const answer = await this.ask(action);
    if (typeof answer === 'string') throw new Error(`${action.action}: ${answer}`);
    return answer as MediaAnswer<Name>;
  }

  send(): Promise<MediaAnswer<'create_transport'>> {
    return this.get({ action: 'create_transport', direction: 'send' });
  }

  /** Can decode all that the media node passes on. */
  async receive(): Promise<MediaAnswer<'create_transport'>> {
    const { rtpCapabilities } = await this.get({ action: 'describe' });
    return this.get({ action: 'create_transport', direction: 'receive', rtpCapabilities });
  }

  async produce(source: 'microphone' | 'camera' | 'screen' | 'screen_audio', ssrc = SSRCS[source]): Promise<string> {
    const isAudio = source === 'microphone' || source === 'screen_audio';
    const rtpParameters = isAudio ? audioParameters(source, ssrc) : videoParameters(source, ssrc);
    return (await this.get({ action: 'produce', source, rtpParameters })).producerId;
  }

  async consume(producerId: string) {
    return (await this.get({ action: 'consume', producerIds: [producerId] })).consumers[0];
  }

  async set(consumerId: string, on: boolean, spatialLayer?: number): Promise<void> {
    const layer = spatialLayer === undefined ? {} : { spatialLayer };
    await this.get({ action: 'set_consumers', consumers: [{ consumerId, on, ...layer }] });
  }
}

const SSRCS = { microphone: 1000, camera: 2000, screen: 3000, screen_audio: 4000 };

type RtpParameters = Extract<MediaAction, { action: 'produce' }>['rtpParameters'];

/** `extmap` of a level in each packet (RFC 6464). */
export const LEVEL_EXTENSION_ID = 10;

export function audioParameters(mid: string, ssrc: number): RtpParameters {
  return {
    mid,
    codecs: [{ mimeType: 'audio/opus', payloadType: 100, clockRate: 48_000, channels: 2 }],
    headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: LEVEL_EXTENSION_ID }],
    encodings: [{ ssrc }],
    rtcp: { cname: 'cname' },
  };
}

/** Three layers, each a stream. */
export function videoParameters(mid: string, ssrc: number): RtpParameters {
  return {
    mid,
    codecs: [
      {
        mimeType: 'video/VP8',
        payloadType: 96,
        clockRate: 90_000,
        rtcpFeedback: [{ type: 'nack', parameter: 'pli' }],
      },
    ],
    encodings: [0, 1, 2].map((layer) => ({ ssrc: ssrc + layer, scalabilityMode: 'L1T3' })),
    rtcp: { cname: 'cname' },
  };
}

/** Three layers in one stream. */
export function layeredParameters(mid: string, ssrc: number): RtpParameters {
  return {
    mid,
    codecs: [{ mimeType: 'video/VP9', payloadType: 97, clockRate: 90_000, parameters: { 'profile-id': 0 } }],
    encodings: [{ ssrc, scalabilityMode: 'L3T3_KEY' }],
    rtcp: { cname: 'cname' },
  };
}

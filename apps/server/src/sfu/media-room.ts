import type { ConnectionId, MediaNews, MediaSource, RemoteProducer, RoomId } from '@cline-meet/protocol';
import type { types } from 'mediasoup';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { nodesOf } from '../room/topologies.ts';
import { Hearing } from './hearing.ts';
import type { MediaPeer, Taking } from './media-peer.ts';
import type { MediaSender } from './media-sender.ts';
import { ProducerNews } from './producer-news.ts';
import { RoomPeers } from './room-peers.ts';
import { RoomPipes, type RoomPipesContext } from './room-pipes.ts';
import type { RoomRecord } from './room-record.ts';
import { isOn } from './room-record.ts';
import type { RoomRouter, RoomRouters } from './room-routers.ts';
import { WantedLayers } from './wanted-layers.ts';

/** A room without media is kept so long for who comes back. */
const EMPTY_MS = 60_000;
/** As long as a client may take for the next arrangement, and lets this one linger. */
const OVER_MS = 20_000;

export interface MediaRoomContext {
  readonly roomId: RoomId;
  /** The arrangement that this is the media of. */
  readonly topologyId: string;
  readonly record: RoomRecord;
  readonly routers: RoomRouters;
  readonly clock: Clock;
  readonly log: Logger;
  /** This node. */
  readonly nodeId: string;
  /** Tells another node. May reject, and may be lost. */
  readonly tellNode: RoomPipesContext['tellNode'];
  /** Tells one participant. */
  tell(connectionId: ConnectionId, news: MediaNews): void;
}

/** One room's media on this node, held to what the room's record says of who is there and what is on. */
export class MediaRoom {
  readonly context: MediaRoomContext;
  readonly peers: RoomPeers;
  /** To the other nodes that carry the room. */
  readonly pipes: RoomPipes;
  readonly #layers = new WantedLayers();
  readonly #hearing: Hearing;
  readonly #news = new ProducerNews(() => this.#tellOfProducers());
  #overSinceMs: number | null = null;
  #isClosed = false;

  constructor(context: MediaRoomContext) {
    this.context = context;
    const gone = (connectionId: ConnectionId) => this.#hearing.forget(connectionId);
    this.peers = new RoomPeers({ ...context, gone });
    this.#hearing = new Hearing({
      record: context.record,
      peers: this.peers,
      speaking: (loudest) => this.#tellOfSpeakers(loudest),
      failed: (error) => this.#failed(error),
    });
    this.pipes = new RoomPipes({
      ...context,
      peers: () => this.peers,
      added: (...stream) => this.added(...stream),
      gone,
    });
    this.pipes.follow();
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The room's media is arranged otherwise by now, or without this node. */
  get isOver(): boolean {
    const { topology } = this.context.record;
    return topology?.id !== this.context.topologyId || !nodesOf(topology).includes(this.context.nodeId);
  }

  /** Nobody has had media here for long, or the arrangement has been over for long. To be called often. */
  isSpent(nowMs: number): boolean {
    // A relay that was taken out may come back.
    this.#overSinceMs = this.isOver ? (this.#overSinceMs ?? nowMs) : null;
    const isLongOver = this.#overSinceMs !== null && nowMs - this.#overSinceMs > OVER_MS;
    const { emptySinceMs } = this.peers;
    const isLongEmpty = emptySinceMs !== null && nowMs - emptySinceMs > EMPTY_MS;
    return isLongOver || (isLongEmpty && !this.#isMainOfOthers);
  }

  /** How many streams are taken here or offered to other nodes, wanted at the moment or not. */
  get consumers(): number {
    const taken = [...this.peers].reduce((sum, { takings }) => sum + takings.size, 0);
    return taken + this.pipes.consumers;
  }

  /** What the others send. */
  producersFor(peer: MediaPeer): RemoteProducer[] {
    const others = this.#senders().filter(({ connectionId }) => connectionId !== peer.connectionId);
    return others.flatMap((other) => remoteProducersOf(other));
  }

  findProducer(id: string): { owner: MediaSender; source: MediaSource; producer: types.Producer } | undefined {
    for (const owner of this.#senders()) {
      const found = owner.findProducer(id);
      if (found) return { owner, source: found[0], producer: found[1] };
    }
    return undefined;
  }

  bring(producerId: string, from: RoomRouter, to: RoomRouter): Promise<void> {
    return this.context.routers.bring(producerId, from, to);
  }

  /** A source is sent from now on. */
  async added(owner: MediaSender, source: MediaSource, producer: types.Producer): Promise<void> {
    owner.producers.set(source, producer);
    producer.observer.once('close', () => this.#removed(owner, source, producer));
    this.#news.add(remoteProducer(owner, source, producer));
    await this.#hold(owner);
    if (source === 'microphone') await this.#hearing.listenTo(producer, owner);
    this.lookAtLayers();
  }

  /** Lets a stream flow, or not, as its receiver and the room want it. */
  apply(taking: Taking): Promise<void> {
    return this.#hearing.apply(taking);
  }

  /** Holds the media to the record: who is gone has none, at once, and what is off goes nowhere. */
  async follow(): Promise<void> {
    this.peers.follow();
    this.#hearing.follow();
    this.pipes.follow();
    await Promise.all(this.#senders().map((sender) => this.#hold(sender)));
  }

  /** Tells senders, and the nodes that they are on, what is taken of their pictures, where that has changed. To be called often. */
  lookAtLayers(): void {
    this.pipes.wake();
    const all = this.#layers.next(this.peers, this.pipes.wishes, this.context.clock.now());
    for (const { connectionId, producerId, layer } of all) {
      this.context.tell(connectionId, { news: 'wanted_layer', producerId, spatialLayer: layer });
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.pipes.close();
    this.peers.close();
    this.context.routers.close();
    await this.context.record.close();
  }

  /** Pauses what the record has for off. That holds for its pipes and consumers too, whatever their receivers want. */
  async #hold(sender: MediaSender): Promise<void> {
    const participant = this.context.record.find(sender.connectionId);
    if (!participant) return;
    const flows = [...sender.producers].map(([source, producer]) =>
      sender.flowOf(producer).set(isOn(participant, source)),
    );
    await Promise.all(flows);
  }

  #removed(owner: MediaSender, source: MediaSource, producer: types.Producer): void {
    this.#layers.forget(producer.id);
    this.context.routers.forget(producer.id);
    this.#news.remove(remoteProducer(owner, source, producer));
    this.pipes.wake();
  }

  #tellOfProducers(): void {
    const everyone = [...this.peers].map(({ connectionId }) => connectionId);
    for (const { to, news } of this.#news.take(everyone)) this.context.tell(to, news);
  }

  #tellOfSpeakers(connectionIds: ConnectionId[]): void {
    for (const { connectionId } of this.peers) this.context.tell(connectionId, { news: 'speakers', connectionIds });
  }

  /** The others find each other by it. */
  get #isMainOfOthers(): boolean {
    return this.pipes.isShared && this.context.record.topology?.nodeId === this.context.nodeId;
  }

  /** All whose streams there are on this node. */
  #senders(): MediaSender[] {
    return [...this.peers, ...this.pipes.senders];
  }

  #failed(error: unknown): void {
    if (this.#isClosed) return;
    this.context.log.warn({ err: error, roomId: this.context.roomId }, 'media stream not changed');
  }
}

function remoteProducersOf(sender: MediaSender): RemoteProducer[] {
  return [...sender.producers].map(([source, producer]) => remoteProducer(sender, source, producer));
}

function remoteProducer(
  { connectionId }: MediaSender,
  source: MediaSource,
  { id: producerId }: types.Producer,
): RemoteProducer {
  return { producerId, connectionId, source };
}

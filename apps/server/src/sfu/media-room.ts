import type { ConnectionId, MediaNews, MediaSource, RemoteProducer, RoomId } from '@cline-meet/protocol';
import type { types } from 'mediasoup';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { Refused } from '../room/model.ts';
import { nodesOf } from '../room/topologies.ts';
import { MediaPeer, type Taking } from './media-peer.ts';
import type { MediaSender } from './media-sender.ts';
import { ProducerNews } from './producer-news.ts';
import { RoomPipes, type RoomPipesContext } from './room-pipes.ts';
import type { RoomRecord } from './room-record.ts';
import { isOn } from './room-record.ts';
import type { RoomRouter, RoomRouters } from './room-routers.ts';
import { Speakers } from './speakers.ts';
import { WantedLayers } from './wanted-layers.ts';

/** In rooms larger than this only the loudest are heard. */
const EVERYONE_HEARD = 20;
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
  /** To the other nodes that carry the room. */
  readonly pipes: RoomPipes;
  readonly #peers = new Map<ConnectionId, MediaPeer>();
  readonly #joining = new Map<ConnectionId, Promise<MediaPeer>>();
  readonly #layers = new WantedLayers();
  readonly #speakers: Speakers;
  readonly #news = new ProducerNews(() => this.#tellOfProducers());
  /** Whether only the loudest were heard when the record was last looked at. */
  #isSelective = false;
  /** Since when nobody has media here. */
  #emptySinceMs: number;
  #overSinceMs: number | null = null;
  #isClosed = false;

  constructor(context: MediaRoomContext) {
    this.context = context;
    this.#emptySinceMs = context.clock.now();
    this.#speakers = new Speakers(() => this.#speakersChanged());
    this.pipes = new RoomPipes({
      ...context,
      peers: () => this.peers,
      added: (...stream) => this.added(...stream),
      gone: (connectionId) => this.#speakers.forget(connectionId),
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
    const isLongEmpty = this.emptySinceMs !== null && nowMs - this.emptySinceMs > EMPTY_MS;
    return isLongOver || (isLongEmpty && !this.#isMainOfOthers);
  }

  /** How many streams are taken here or offered to other nodes, wanted at the moment or not. */
  get consumers(): number {
    const taken = [...this.#peers.values()].reduce((sum, { takings }) => sum + takings.size, 0);
    return taken + this.pipes.consumers;
  }

  get peers(): Iterable<MediaPeer> {
    return this.#peers.values();
  }

  /** Null while somebody has media here. */
  get emptySinceMs(): number | null {
    return this.#peers.size === 0 ? this.#emptySinceMs : null;
  }

  /**
   * The media of who is in the room by its record; refused to all others. A reloaded page begins anew: it says so by its
   * first request (`isFirst`), before which word of the reload may be late or lost, as word of a newcomer may be.
   */
  async peer(connectionId: ConnectionId, isFirst: boolean): Promise<MediaPeer> {
    if (isFirst || !this.context.record.find(connectionId)) await this.context.record.catchUp();
    const participant = this.context.record.find(connectionId);
    if (!participant) throw new Refused('forbidden');
    const known = this.#peers.get(connectionId);
    if (known && known.incarnation === participant.incarnation) return known;
    if (known) this.#drop(known);
    const joining = this.#joining.get(connectionId) ?? this.#join(connectionId, participant.incarnation);
    this.#joining.set(connectionId, joining);
    return joining.finally(() => this.#joining.delete(connectionId));
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
    if (source === 'microphone') await this.#speakers.listenTo(producer, owner.connectionId, owner.router.router);
    this.lookAtLayers();
  }

  /** Lets a stream flow, or not, as its receiver and the room want it. */
  async apply(taking: Taking): Promise<void> {
    const { consumer, isWanted, spatialLayer } = taking;
    if (consumer.closed) return;
    const hasLayers = consumer.type === 'simulcast' || consumer.type === 'svc';
    if (hasLayers && spatialLayer !== null && consumer.preferredLayers?.spatialLayer !== spatialLayer) {
      await consumer.setPreferredLayers({ spatialLayer });
    }
    // mediasoup asks for a keyframe by itself when a picture goes on.
    await taking.flow.set(isWanted && this.#isHeard(taking));
  }

  /** Holds the media to the record: who is gone has none, at once, and what is off goes nowhere. */
  async follow(): Promise<void> {
    for (const peer of [...this.#peers.values()]) {
      if (this.context.record.find(peer.connectionId)?.incarnation !== peer.incarnation) this.#drop(peer);
    }
    const isSelective = this.context.record.size > EVERYONE_HEARD;
    if (isSelective !== this.#isSelective) this.#applyMicrophones();
    this.#isSelective = isSelective;
    this.pipes.follow();
    await Promise.all(this.#senders().map((sender) => this.#hold(sender)));
  }

  /** Tells senders, and the nodes that they are on, what is taken of their pictures, where that has changed. To be called often. */
  lookAtLayers(): void {
    this.pipes.wake();
    const all = this.#layers.next(this.#peers.values(), this.pipes.wishes, this.context.clock.now());
    for (const { connectionId, producerId, layer } of all) {
      this.context.tell(connectionId, { news: 'wanted_layer', producerId, spatialLayer: layer });
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.pipes.close();
    for (const peer of this.#peers.values()) peer.close();
    this.#peers.clear();
    this.context.routers.close();
    await this.context.record.close();
  }

  async #join(connectionId: ConnectionId, incarnation: number): Promise<MediaPeer> {
    const router = await this.context.routers.take();
    const peer = new MediaPeer(connectionId, incarnation, router);
    // Gone meanwhile: nothing may be made for it.
    if (this.#isClosed || this.context.record.find(connectionId)?.incarnation !== incarnation) {
      this.context.routers.release(router);
      throw new Refused('media_stale');
    }
    this.#peers.set(connectionId, peer);
    return peer;
  }

  #drop(peer: MediaPeer): void {
    this.#peers.delete(peer.connectionId);
    this.#emptySinceMs = this.context.clock.now();
    this.#speakers.forget(peer.connectionId);
    this.context.routers.release(peer.router);
    peer.close();
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
    for (const { to, news } of this.#news.take(this.#peers.keys())) this.context.tell(to, news);
  }

  #isHeard({ source, from }: Taking): boolean {
    if (source !== 'microphone' || this.context.record.size <= EVERYONE_HEARD) return true;
    return this.#speakers.loudest.includes(from);
  }

  #speakersChanged(): void {
    const connectionIds = this.#speakers.loudest;
    for (const peer of this.#peers.values()) {
      this.context.tell(peer.connectionId, { news: 'speakers', connectionIds });
    }
    this.#applyMicrophones();
  }

  #applyMicrophones(): void {
    for (const peer of this.#peers.values()) {
      for (const taking of peer.takings.values()) {
        if (taking.source === 'microphone') void this.apply(taking).catch((error) => this.#failed(error));
      }
    }
  }

  /** The others find each other by it. */
  get #isMainOfOthers(): boolean {
    return this.pipes.isShared && this.context.record.topology?.nodeId === this.context.nodeId;
  }

  /** All whose streams there are on this node. */
  #senders(): MediaSender[] {
    return [...this.#peers.values(), ...this.pipes.senders];
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

import type { ConnectionId, MediaSource } from '@cline-meet/protocol';
import type { types } from 'mediasoup';
import type { PipedStream, PipeEnd, PipeWord } from '../room/media-nodes.ts';
import { Flow } from './flow.ts';
import type { MediaPeer } from './media-peer.ts';
import { MediaSender } from './media-sender.ts';
import type { RoomRecord } from './room-record.ts';
import type { RoomPipe, RoomRouters } from './room-routers.ts';
import { kindOf } from './sent-streams.ts';
import { largestTaken, type Wish } from './wanted-layers.ts';

/** What the other node has not confirmed is told again after this. */
const RETELL_MS = 1000;

/** The room that a pipe belongs to. */
export interface PipeContext {
  readonly record: RoomRecord;
  readonly routers: RoomRouters;
  /** Those whose media is on this node. */
  readonly peers: () => Iterable<MediaPeer>;
  /** A stream has come through. */
  readonly added: (owner: MediaSender, source: MediaSource, producer: types.Producer) => Promise<void>;
  /** Someone of the other node has nothing here any more. */
  readonly gone: (connectionId: ConnectionId) => void;
  /** There is something to {@link Pipe.settle}. */
  readonly wake: () => void;
}

interface Sent {
  readonly stream: PipedStream;
  readonly flow: Flow;
  /** The first version that tells of it. */
  readonly sinceVersion: number;
}

type Content = Pick<PipeWord, 'end' | 'version' | 'taken' | 'producerIds' | 'streams' | 'wanted'>;

/**
 * This node's end of the pipe to one other node of a room. All that is sent to this node is offered to the other: sound
 * flows always, so that both know who speaks, and a picture while somebody there takes it. What comes is held to the room's
 * record like what is sent here.
 */
export class Pipe {
  readonly #context: PipeContext;
  readonly #pipe: RoomPipe;
  readonly #sent = new Map<string, Sent>();
  readonly #senders = new Map<ConnectionId, MediaSender>();
  #offers: ReadonlyMap<string, PipedStream> = new Map();
  #wanted: PipeWord['wanted'] = [];
  #farEnd: string | null = null;
  #version = 0;
  #taken = 0;
  /** The latest version of this end that the other has taken. */
  #confirmed = 0;
  #told = { content: '', taken: 0, atMs: 0 };

  private constructor(context: PipeContext, pipe: RoomPipe) {
    this.#context = context;
    this.#pipe = pipe;
  }

  static async open(context: PipeContext): Promise<Pipe> {
    return new Pipe(context, await context.routers.openPipe());
  }

  get transport(): types.PipeTransport {
    return this.#pipe.transport;
  }

  get endId(): string {
    return this.#pipe.transport.id;
  }

  /** How many streams are offered to the other node. */
  get consumers(): number {
    return this.#sent.size;
  }

  /** Null until the other end is known. */
  get farEnd(): string | null {
    return this.#farEnd;
  }

  /** Those whose streams come through. */
  get senders(): Iterable<MediaSender> {
    return this.#senders.values();
  }

  /** What people on the other node take of what is sent to this one. */
  get wishes(): Wish[] {
    return this.#wanted.map((wish) => ({ ...wish, isWanted: true }));
  }

  /** Brings what flows in line with who sends and who takes, here and, as far as it has told, there. */
  async settle(word: PipeWord | null): Promise<void> {
    if (word?.end) await this.#connect(word.end);
    if (word) this.#take(word);
    for (const peer of this.#context.peers()) await this.#offer(peer);
    const wanted = new Set(this.#wanted.map(({ producerId }) => producerId));
    await Promise.all([...this.#sent].map(([id, { stream, flow }]) => flow.set(isSound(stream) || wanted.has(id))));
    this.prune();
    for (const offer of this.#offers.values()) await this.#receive(offer);
  }

  /** What the other node is to be told now; null where it knows. */
  tell(nowMs: number): Content | null {
    const producerIds = [...this.#sent.keys()];
    const wanted = this.#wantedHere();
    const content = JSON.stringify([this.#farEnd, producerIds, wanted]);
    if (content !== this.#told.content) this.#version += 1;
    const isConfirmed = this.#confirmed === this.#version || nowMs - this.#told.atMs < RETELL_MS;
    if (content === this.#told.content && this.#taken === this.#told.taken && isConfirmed) return null;
    this.#told = { content, taken: this.#taken, atMs: nowMs };
    const unconfirmed = [...this.#sent.values()].filter(({ sinceVersion }) => sinceVersion > this.#confirmed);
    const streams = unconfirmed.map(({ stream }) => stream);
    return { end: this.#end(), version: this.#version, taken: this.#taken, producerIds, streams, wanted };
  }

  /** Closes at once what comes of those who are gone, or is offered no more. */
  prune(): void {
    for (const sender of this.#senders.values()) {
      const isHere = this.#context.record.find(sender.connectionId)?.incarnation === sender.incarnation;
      for (const [source, producer] of sender.producers) {
        if (!isHere || !this.#offers.has(producer.id)) drop(sender, source, producer);
      }
      if (sender.producers.size > 0) continue;
      this.#senders.delete(sender.connectionId);
      this.#context.gone(sender.connectionId);
    }
  }

  close(): void {
    this.#offers = new Map();
    this.prune();
    this.#pipe.transport.close();
  }

  async #connect({ id, ip, port, srtpParameters }: PipeEnd): Promise<void> {
    if (this.#farEnd !== null) return;
    // As the other's mediasoup has it.
    await this.#pipe.transport.connect({ ip, port, srtpParameters: srtpParameters as types.SrtpParameters });
    this.#farEnd = id;
  }

  #take({ version, taken, producerIds, streams, wanted }: PipeWord): void {
    if (version < this.#taken) return;
    const known = new Map([...this.#offers, ...streams.map((stream) => [stream.producerId, stream] as const)]);
    this.#offers = new Map([...known].filter(([id]) => producerIds.includes(id)));
    this.#wanted = wanted;
    this.#taken = version;
    this.#confirmed = Math.max(this.#confirmed, taken);
  }

  async #offer(peer: MediaPeer): Promise<void> {
    for (const [source, producer] of peer.producers) {
      if (this.#sent.has(producer.id)) continue;
      try {
        await this.#send(peer, source, producer);
      } catch (error) {
        if (!producer.closed && !this.#pipe.transport.closed) throw error;
      }
    }
  }

  async #send(peer: MediaPeer, source: MediaSource, { id: producerId }: types.Producer): Promise<void> {
    await this.#context.routers.bring(producerId, peer.router, this.#pipe.router);
    const consumer = await this.#pipe.transport.consume({ producerId });
    if (consumer.closed) return;
    const { connectionId, incarnation } = peer;
    // The same JSON, which mediasoup's types describe more narrowly.
    const rtpParameters = consumer.rtpParameters as PipedStream['rtpParameters'];
    const stream = { producerId, connectionId, incarnation, source, rtpParameters };
    this.#sent.set(producerId, { stream, flow: new Flow(consumer), sinceVersion: this.#version + 1 });
    consumer.observer.once('close', () => {
      this.#sent.delete(producerId);
      this.#context.wake();
    });
  }

  /** Word of who sends may come before the room's record has them: then it is tried again with the record. */
  async #receive({ producerId, connectionId, incarnation, source, rtpParameters }: PipedStream): Promise<void> {
    if (this.#context.record.find(connectionId)?.incarnation !== incarnation) return;
    const sender = this.#senders.get(connectionId) ?? new MediaSender(connectionId, incarnation, this.#pipe.router);
    if (sender.findProducer(producerId)) return;
    const producer = await this.#pipe.transport.produce({
      id: producerId,
      kind: kindOf(source),
      rtpParameters: rtpParameters as types.RtpParameters,
      // Until this node's own record has been asked.
      paused: true,
    });
    this.#senders.set(connectionId, sender);
    await this.#context.added(sender, source, producer);
  }

  /** Of the pictures that come through, those that people here take. */
  #wantedHere(): PipeWord['wanted'] {
    const taken = largestTaken([...this.#context.peers()].flatMap(({ takings }) => [...takings.values()]));
    const pictures = [...this.#offers.values()].filter((stream) => !isSound(stream));
    return pictures.flatMap(({ producerId }) => {
      const layer = taken.get(producerId);
      if (layer === undefined) return [];
      return { producerId, spatialLayer: Number.isFinite(layer) ? layer : null };
    });
  }

  #end(): PipeEnd | null {
    const { id, tuple, srtpParameters } = this.#pipe.transport;
    if (!srtpParameters) throw new Error('a pipe that does not encrypt');
    return { id, of: this.#farEnd, ip: tuple.localAddress, port: tuple.localPort, srtpParameters };
  }
}

function isSound({ source }: PipedStream): boolean {
  return kindOf(source) === 'audio';
}

function drop(sender: MediaSender, source: MediaSource, producer: types.Producer): void {
  sender.producers.delete(source);
  producer.close();
}

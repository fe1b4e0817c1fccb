import type { MediaTopology, RoomId } from '@cline-meet/protocol';
import type { types } from 'mediasoup';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { PipeWord } from '../room/media-nodes.ts';
import { nodesOf } from '../room/topologies.ts';
import type { MediaSender } from './media-sender.ts';
import { Pipe, type PipeContext } from './pipe.ts';
import type { Wish } from './wanted-layers.ts';

/** Who waits for the other node to begin says so this often. */
const KNOCK_MS = 1000;

export interface RoomPipesContext extends Omit<PipeContext, 'wake'> {
  readonly nodeId: string;
  readonly roomId: RoomId;
  readonly topologyId: MediaTopology['id'];
  readonly clock: Clock;
  readonly log: Logger;
  /** Tells another node. May reject, and may be lost. */
  readonly tellNode: (nodeId: string, word: PipeWord) => Promise<void>;
}

/**
 * The pipes from this node to the others that carry the room, one to each. Of two nodes the one with the lesser id opens its
 * end first, and the other makes its own for that one: so each end has one other, whichever of the two begins anew.
 */
export class RoomPipes {
  readonly #context: RoomPipesContext;
  readonly #pipes = new Map<string, Pipe>();
  readonly #words = new Map<string, PipeWord>();
  readonly #knockedAtMs = new Map<string, number>();
  /** Those that nothing could be told since: the log hears of it once. */
  readonly #failing = new Set<string>();
  #others: readonly string[] = [];
  #state: 'idle' | 'running' | 'woken' | 'closed' = 'idle';

  constructor(context: RoomPipesContext) {
    this.#context = context;
  }

  get size(): number {
    return this.#pipes.size;
  }

  /** Whether there are others that carry the room. */
  get isShared(): boolean {
    return this.#others.length > 0;
  }

  /** How many streams go to the other nodes, taken there or not. */
  get consumers(): number {
    return [...this.#pipes.values()].reduce((sum, pipe) => sum + pipe.consumers, 0);
  }

  get transports(): types.PipeTransport[] {
    return [...this.#pipes.values()].map(({ transport }) => transport);
  }

  get senders(): MediaSender[] {
    return [...this.#pipes.values()].flatMap((pipe) => [...pipe.senders]);
  }

  get wishes(): Wish[] {
    return [...this.#pipes.values()].flatMap((pipe) => pipe.wishes);
  }

  /** Holds the pipes to the room's record. An arrangement that is over keeps those that it had. */
  follow(): void {
    const { record, topologyId, nodeId } = this.#context;
    if (record.topology?.id === topologyId) {
      const nodes = nodesOf(record.topology);
      this.#others = nodes.includes(nodeId) ? nodes.filter((id) => id !== nodeId) : [];
    }
    this.#closeOthers();
    for (const pipe of this.#pipes.values()) pipe.prune();
    this.wake();
  }

  heard(word: PipeWord): void {
    if (!this.#others.includes(word.from)) return;
    this.#words.set(word.from, word);
    this.wake();
  }

  /** Sees to what is to be done; where that fails, the next call does. To be called often. */
  wake(): void {
    if (this.#state === 'running') this.#state = 'woken';
    if (this.#state === 'idle') void this.#run();
  }

  close(): void {
    this.#state = 'closed';
    this.#others = [];
    this.#closeOthers();
  }

  async #run(): Promise<void> {
    do {
      this.#state = 'running';
      for (const nodeId of this.#others) await this.#see(nodeId).catch((error) => this.#failed(nodeId, error));
    } while (this.#is('woken'));
    if (!this.#is('closed')) this.#state = 'idle';
  }

  async #see(nodeId: string): Promise<void> {
    const word = this.#words.get(nodeId) ?? null;
    if (this.#isOfFormer(nodeId, word)) this.#drop(nodeId);
    const pipe = this.#pipes.get(nodeId) ?? (await this.#open(nodeId, word));
    if (!pipe) return this.#knock(nodeId);
    const isForThis = !this.#leads(nodeId) || word?.end?.of === pipe.endId;
    await pipe.settle(word?.end && isForThis ? word : null);
    const content = this.#pipes.get(nodeId) === pipe ? pipe.tell(this.#context.clock.now()) : null;
    if (content) await this.#tell(nodeId, content);
  }

  /** Whether the other node has begun anew since this pipe was connected. */
  #isOfFormer(nodeId: string, word: PipeWord | null): boolean {
    const pipe = this.#pipes.get(nodeId);
    if (!pipe || pipe.farEnd === null || !word || word.end?.id === pipe.farEnd) return false;
    // Who leads hears late words for ends that it has given up.
    return !this.#leads(nodeId) || word.end === null || word.end.of === pipe.endId;
  }

  /** Null where the other node is to begin. */
  async #open(nodeId: string, word: PipeWord | null): Promise<Pipe | null> {
    if (!this.#leads(nodeId) && !word?.end) return null;
    const pipe = await Pipe.open({ ...this.#context, wake: () => this.wake() });
    // Meanwhile the other has gone, or this room.
    if (this.#others.includes(nodeId)) this.#pipes.set(nodeId, pipe);
    else pipe.close();
    return this.#pipes.get(nodeId) ?? null;
  }

  async #knock(nodeId: string): Promise<void> {
    const nowMs = this.#context.clock.now();
    if (!this.#others.includes(nodeId) || nowMs - (this.#knockedAtMs.get(nodeId) ?? 0) < KNOCK_MS) return;
    this.#knockedAtMs.set(nodeId, nowMs);
    await this.#tell(nodeId, { end: null, version: 0, taken: 0, producerIds: [], streams: [], wanted: [] });
  }

  async #tell(nodeId: string, content: Omit<PipeWord, 'from' | 'roomId' | 'topologyId'>): Promise<void> {
    const { nodeId: from, roomId, topologyId } = this.#context;
    await this.#context.tellNode(nodeId, { from, roomId, topologyId, ...content });
    this.#mended(nodeId, 'media piped again');
  }

  #leads(nodeId: string): boolean {
    return this.#context.nodeId < nodeId;
  }

  #closeOthers(): void {
    for (const nodeId of this.#pipes.keys()) if (!this.#others.includes(nodeId)) this.#drop(nodeId);
    for (const nodeId of this.#words.keys()) if (!this.#others.includes(nodeId)) this.#words.delete(nodeId);
    for (const nodeId of this.#failing) if (!this.#others.includes(nodeId)) this.#mended(nodeId, 'media pipe given up');
  }

  #drop(nodeId: string): void {
    this.#pipes.get(nodeId)?.close();
    this.#pipes.delete(nodeId);
  }

  #failed(nodeId: string, error: unknown): void {
    if (this.#is('closed') || !this.#others.includes(nodeId) || this.#failing.has(nodeId)) return;
    this.#failing.add(nodeId);
    this.#context.log.warn({ err: error, roomId: this.#context.roomId, nodeId }, 'media not piped');
  }

  #mended(nodeId: string, how: string): void {
    if (this.#failing.delete(nodeId)) this.#context.log.info({ roomId: this.#context.roomId, nodeId }, how);
  }

  /** As a function, since the state changes while a step runs. */
  #is(state: string): boolean {
    return this.#state === state;
  }
}

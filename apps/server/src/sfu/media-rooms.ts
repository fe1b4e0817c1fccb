import type { ConnectionId, MediaNews, RoomId } from '@cline-meet/protocol';
import type { RoomContext } from '../room/context.ts';
import type { MediaNodes, PipeWord } from '../room/media-nodes.ts';
import { removeRelay } from '../room/remove-relay.ts';
import { nodesOf } from '../room/topologies.ts';
import { MediaRoom } from './media-room.ts';
import { RoomRecord } from './room-record.ts';
import { RoomRouters } from './room-routers.ts';
import { tellParticipant } from './tell-participant.ts';
import type { MediaWorker, WorkerPool } from './worker-pool.ts';

export interface MediaRoomsContext extends Pick<RoomContext, 'store' | 'bus' | 'clock' | 'log'> {
  readonly nodeId: string;
  /** The other media nodes. */
  readonly nodes: Pick<MediaNodes, 'send'>;
  readonly pool: WorkerPool;
  readonly closed: (room: MediaRoom) => void;
}

/** The rooms whose media goes through this node: opened when they are first asked for, closed when they are spent. */
export class MediaRooms {
  readonly #context: MediaRoomsContext;
  /** By the arrangement that they are the media of. */
  readonly #rooms = new Map<string, Promise<MediaRoom | null>>();
  readonly #open = new Set<MediaRoom>();

  constructor(context: MediaRoomsContext) {
    this.#context = context;
  }

  get open(): ReadonlySet<MediaRoom> {
    return this.#open;
  }

  get consumers(): number {
    return [...this.#open].reduce((sum, room) => sum + room.consumers, 0);
  }

  on(worker: MediaWorker): MediaRoom[] {
    return [...this.#open].filter(({ context }) => context.routers.isOn(worker));
  }

  /** The room where it is placed on this node in that arrangement; null where it is not (any more). */
  async at(roomId: RoomId, topologyId: string): Promise<MediaRoom | null> {
    const opening = this.#rooms.get(topologyId) ?? this.#openRoom(roomId, topologyId);
    this.#rooms.set(topologyId, opening);
    const room = await opening.catch((error: unknown) => {
      this.#rooms.delete(topologyId);
      throw error;
    });
    if (room && !room.isClosed) return room.isOver || room.context.roomId !== roomId ? null : room;
    if (this.#rooms.get(topologyId) === opening) this.#rooms.delete(topologyId);
    return null;
  }

  async close(room: MediaRoom): Promise<void> {
    if (!this.#open.delete(room)) return;
    this.#rooms.delete(room.context.topologyId);
    await room.close();
    this.#context.closed(room);
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#open].map((room) => this.close(room)));
  }

  /** Looks after each: what its record may have missed, its layers, and whether it is spent. To be called often. */
  async look(): Promise<void> {
    const looks = [...this.#open].map((room) =>
      this.#lookAt(room).catch((error) => this.#failed(room, error, 'media room not looked after')),
    );
    await Promise.all(looks);
  }

  async #openRoom(roomId: RoomId, topologyId: string): Promise<MediaRoom | null> {
    const { store, bus, clock, log, nodeId, nodes } = this.#context;
    let room: MediaRoom | null = null;
    const record = await RoomRecord.open(roomId, { store, bus, log, changed: () => room && this.#changed(room) });
    if (record.topology?.id !== topologyId || !nodesOf(record.topology).includes(nodeId)) {
      await record.close();
      return null;
    }
    const routers = new RoomRouters(this.#context.pool, (worker) => this.#loadOf(worker));
    const tell = (to: ConnectionId, news: MediaNews) =>
      void tellParticipant(this.#context, roomId, to, { type: 'media_news', payload: { topologyId, news } });
    const tellNode = (to: string, word: PipeWord) => nodes.send(to, word);
    room = new MediaRoom({ roomId, topologyId, nodeId, record, routers, clock, log, tell, tellNode });
    this.#open.add(room);
    return room;
  }

  /** An arrangement that is over goes on for a while: those who are in it make the next before they break this one. */
  #changed(room: MediaRoom): void {
    const done = room.context.record.topology === null ? this.close(room) : room.follow();
    done.catch((error) => {
      if (!room.isClosed) this.#failed(room, error, 'media room failed');
    });
  }

  async #lookAt(room: MediaRoom): Promise<void> {
    await room.context.record.catchUp();
    if (room.isSpent(this.#context.clock.now())) return this.#giveUp(room);
    room.lookAtLayers();
    // Nothing to do, but where a change has failed before.
    await room.follow();
  }

  /** A relay that nobody is on any more is none: the others need not send to it. */
  async #giveUp(room: MediaRoom): Promise<void> {
    const { roomId, topologyId, nodeId } = room.context;
    if (!room.isOver) await removeRelay(this.#context, roomId, topologyId, nodeId);
    await this.close(room);
  }

  #loadOf(worker: MediaWorker): number {
    return this.on(worker).reduce((sum, room) => sum + 1 + room.consumers, 0);
  }

  #failed({ context: { roomId } }: MediaRoom, error: unknown, what: string): void {
    this.#context.log.error({ err: error, roomId }, what);
  }
}

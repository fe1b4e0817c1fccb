import { type CloseName, closeName, type RoomId } from '@cline-meet/protocol';
import type { ServerSocket } from '../lib/websocket/server-socket.ts';
import type { RoomContext } from '../room/context.ts';
import { loseConnection } from '../room/lose.ts';
import { Client, type ClientOwner } from './client.ts';
import type { ErrandList } from './errand-list.ts';
import type { HubMetrics } from './hub-metrics.ts';
import type { LocalRooms } from './local-rooms.ts';
import { type ReceptionContext, receive } from './reception.ts';

export interface PodClientsContext {
  readonly room: RoomContext;
  readonly errands: ErrandList;
  readonly rooms: LocalRooms;
  readonly metrics: HubMetrics;
  readonly reception: ReceptionContext;
}

/** All clients of this pod, each from its accept until what it left behind is dealt with. */
export class PodClients implements ClientOwner {
  readonly #context: PodClientsContext;
  readonly #clients = new Set<Client>();
  #allGone: () => void = () => {};

  constructor(context: PodClientsContext) {
    this.#context = context;
  }

  get size(): number {
    return this.#clients.size;
  }

  [Symbol.iterator](): Iterator<Client> {
    return this.#clients.values();
  }

  connected(socket: ServerSocket, roomId: RoomId): Client {
    const client = new Client(socket, roomId, this, this.#context.room.clock);
    this.#clients.add(client);
    this.#count();
    return client;
  }

  received(client: Client, frame: string): Promise<void> {
    return receive(this.#context.reception, client, frame);
  }

  async departed(client: Client, closeCode: number): Promise<void> {
    this.#context.metrics.closes.inc({ reason: closeName(closeCode) ?? 'lost' });
    try {
      await this.#giveUp(client, closeCode);
    } finally {
      this.#clients.delete(client);
      this.#count();
      if (this.#clients.size === 0) this.#allGone();
    }
  }

  failed(client: Client, error: unknown): void {
    this.#context.room.log.error({ err: error, roomId: client.roomId }, 'client failed');
    client.close('internal');
  }

  closeAll(reason: CloseName): void {
    for (const client of this.#clients) client.close(reason);
  }

  /** Resolves when the last has departed. */
  async everyoneGone(): Promise<void> {
    if (this.#clients.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#allGone = resolve;
    });
  }

  async #giveUp(client: Client, closeCode: number): Promise<void> {
    if (!client.actor) return;
    const { room, rooms, errands, metrics } = this.#context;
    rooms.find(client.roomId)?.drop(client);
    try {
      const { actor, socketId } = client;
      await errands.run(() => loseConnection(room, actor, socketId, closeCode));
    } finally {
      await rooms.release(client.roomId);
      metrics.rooms.set(rooms.size);
    }
  }

  #count(): void {
    this.#context.metrics.connections.set(this.#clients.size);
  }
}

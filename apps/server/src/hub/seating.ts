import type { FollowedRoom } from '../room/followed-room.ts';
import type { RoomSnapshot } from '../room/model.ts';
import type { RoomStore } from '../room/room-store.ts';
import type { Client } from './client.ts';
import { type LocalClients, type Welcome, welcomeAt } from './local-clients.ts';
import type { Messages } from './messages.ts';

interface SeatingContext {
  readonly store: RoomStore;
  readonly messages: Messages;
}

/** Gives the clients of one room their seats, each with the room as it is then. To be called within its steps. */
export class Seating {
  readonly #room: FollowedRoom;
  readonly #clients: LocalClients;
  readonly #context: SeatingContext;

  constructor(room: FollowedRoom, clients: LocalClients, context: SeatingContext) {
    this.#room = room;
    this.#clients = clients;
    this.#context = context;
  }

  /** Its welcome first, then whatever happened since that was written. */
  async seat(client: Client, welcome: Welcome): Promise<void> {
    this.#room.start(welcome.snapshot, welcome);
    this.#clients.seat(client, welcome);
    if (this.#room.feed.isPast(welcome)) await this.#bringUpToDate(client, welcome);
  }

  /** Seats a client that waited. */
  async admit(client: Client): Promise<void> {
    const snapshot = await this.#snapshot();
    const { state } = client;
    if (state.phase !== 'waiting' || !snapshot) return;
    client.take({ ...state, phase: 'joined', actor: { ...state.actor, standing: 'participant' } });
    client.send(this.#context.messages.admitted(state.actor));
    this.#room.start(snapshot);
    this.#seatWith(client, snapshot, false);
  }

  /**
   * What some here have not seen is lost: everyone gets the room afresh, and who was admitted comes in. Whose place went
   * with a room that the store lost is sent away to come in again.
   */
  async seatAnew(snapshot: RoomSnapshot): Promise<void> {
    const inside = new Set(snapshot.participants.map(({ connectionId }) => connectionId));
    for (const client of this.#clients.everyJoined()) {
      if (client.actor && inside.has(client.actor.connectionId)) this.#seatWith(client, snapshot, true);
      else client.close('internal');
    }
    for (const connectionId of inside) {
      const admitted = this.#clients.waiting(connectionId);
      if (admitted) await this.admit(admitted);
    }
  }

  async #bringUpToDate(client: Client, welcome: Welcome): Promise<void> {
    const missed = await this.#room.feed.since(welcome);
    if (missed) return this.#clients.bring(client, missed);
    const snapshot = await this.#snapshot();
    if (snapshot) this.#seatWith(client, snapshot, true);
  }

  #seatWith(client: Client, snapshot: RoomSnapshot, resync: boolean): void {
    const { state } = client;
    if (state.phase !== 'joined') return;
    const roomJoined = this.#context.messages.roomJoined(state.actor, state.resumeToken, snapshot, resync);
    this.#clients.seat(client, welcomeAt(snapshot, [roomJoined]));
  }

  #snapshot(): Promise<RoomSnapshot | null> {
    return this.#context.store.snapshot(this.#room.roomId);
  }
}

import type { ConnectionId, RoomEvent, ServerMessage } from '@cline-meet/protocol';
import { textFrame } from '../lib/websocket/frames.ts';
import type { Envelope } from '../room/envelope.ts';
import type { RoomSnapshot } from '../room/model.ts';
import type { Client } from './client.ts';

/** What a client gets when it is seated, ICE servers among it, and where in the room's history that leaves it. */
export interface Welcome {
  readonly epoch: string;
  readonly seq: number;
  /** The room as it was when the client was let in, or later. */
  readonly snapshot: RoomSnapshot;
  readonly messages: readonly ServerMessage[];
}

export function welcomeAt(snapshot: RoomSnapshot, messages: Welcome['messages']): Welcome {
  const { epoch, seq } = snapshot;
  return { epoch, seq, snapshot, messages };
}

interface Seat {
  readonly client: Client;
  /** The last event that this client was sent, or that its snapshot held. */
  seq: number;
}

/** The clients of one room on this pod. Who waits is kept apart: nothing that goes to the seats can reach them. */
export class LocalClients {
  readonly #seats = new Map<ConnectionId, Seat>();
  readonly #waiting = new Map<ConnectionId, Client>();

  /** Seats a client, or seats it anew; a former socket of the same connection closes. */
  seat(client: Client, welcome: Welcome): void {
    const id = client.actor?.connectionId;
    if (!id) return;
    this.closeFormer(id, client);
    if (this.#isTakenByLater(id, client)) {
      client.close('replaced');
      return;
    }
    this.#waiting.delete(id);
    this.#seats.set(id, { client, seq: welcome.seq });
    for (const message of welcome.messages) client.send(message);
    client.iceServersGiven();
  }

  wait(client: Client): void {
    const id = client.actor?.connectionId;
    if (!id) return;
    this.closeFormer(id, client);
    if (this.#isTakenByLater(id, client)) client.close('replaced');
    else this.#waiting.set(id, client);
  }

  drop(client: Client): void {
    const id = client.actor?.connectionId;
    if (!id) return;
    if (this.#seats.get(id)?.client === client) this.#seats.delete(id);
    if (this.#waiting.get(id) === client) this.#waiting.delete(id);
  }

  joined(id: ConnectionId): Client | undefined {
    return this.#seats.get(id)?.client;
  }

  waiting(id: ConnectionId): Client | undefined {
    return this.#waiting.get(id);
  }

  everyJoined(): Client[] {
    return [...this.#seats.values()].map((seat) => seat.client);
  }

  everyWaiting(): Client[] {
    return [...this.#waiting.values()];
  }

  everyone(): Client[] {
    return [...this.everyJoined(), ...this.everyWaiting()];
  }

  hosts(): Client[] {
    return this.everyJoined().filter((client) => client.actor?.standing === 'host');
  }

  /** Sends an event to every seat that has not had it. It is serialised once. */
  broadcast(event: RoomEvent): void {
    const frame = textFrame(JSON.stringify(event));
    for (const seat of this.#seats.values()) sendOnce(seat, event, frame);
  }

  /** Sends everyone seated what is of this moment alone. */
  pass(json: string): void {
    const frame = textFrame(json);
    for (const { client } of this.#seats.values()) client.sendFrame(frame);
  }

  /** Sends one client what it missed. */
  bring(client: Client, events: readonly RoomEvent[]): void {
    const seat = client.actor && this.#seats.get(client.actor.connectionId);
    if (seat?.client !== client) return;
    for (const event of events) sendOnce(seat, event, textFrame(JSON.stringify(event)));
  }

  close({ to, close, farewell }: Extract<Envelope, { kind: 'close' }>): void {
    for (const client of this.everyone()) {
      const id = client.actor?.connectionId;
      if (to !== 'everyone' && !(id && to.includes(id))) continue;
      if (farewell) client.send(farewell);
      client.close(close);
    }
  }

  closeSession(sessionId: string): void {
    for (const client of this.everyone()) {
      if (client.actor?.sessionId === sessionId) client.close('signedOut');
    }
  }

  /** Closes whatever other socket spoke for this connection before. Word of a move may come after the next one. */
  closeFormer(id: ConnectionId, { socketId, moves }: Pick<Client, 'socketId' | 'moves'>): void {
    for (const client of [this.joined(id), this.waiting(id)]) {
      if (client && client.socketId !== socketId && client.moves < moves) client.close('replaced');
    }
  }

  #isTakenByLater(id: ConnectionId, { moves }: Client): boolean {
    return [this.joined(id), this.waiting(id)].some((client) => client !== undefined && client.moves > moves);
  }
}

function sendOnce(seat: Seat, event: RoomEvent, frame: Buffer): void {
  if (event.seq <= seat.seq) return;
  seat.seq = event.seq;
  seat.client.sendFrame(frame);
}

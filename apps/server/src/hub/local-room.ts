import type { MediaTopology, RoomEvent, RoomId, ServerMessage } from '@cline-meet/protocol';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Envelope } from '../room/envelope.ts';
import { FollowedRoom } from '../room/followed-room.ts';
import type { RoomPicture } from '../room/room-picture.ts';
import type { RoomStore } from '../room/room-store.ts';
import type { Client } from './client.ts';
import { LocalClients, type Welcome } from './local-clients.ts';
import type { Messages } from './messages.ts';
import { RoomEnd } from './room-end.ts';
import { Seating } from './seating.ts';
import { WaitingWatch } from './waiting-watch.ts';

export interface LocalRoomContext {
  readonly store: RoomStore;
  readonly messages: Messages;
  readonly clock: Clock;
  readonly log: Logger;
  /** Told how many events were missed on the bus and read from the log. */
  readonly healed: (events: number) => void;
  /** Told of each event, and each message for one person, that has gone to the sockets of this pod. */
  readonly delivered: (message: Pick<ServerMessage, 'timestamp'>) => void;
  /** Told how a room is, whenever that may be another than before. */
  readonly pictured: (roomId: RoomId, picture: RoomPicture) => void;
}

/**
 * One room on this pod. Everything that its clients are sent goes through the steps of the room as it is followed, so that
 * a snapshot, the events after it, and what is read from the log never overtake each other.
 */
export class LocalRoom {
  readonly roomId: RoomId;
  readonly #context: LocalRoomContext;
  readonly #clients = new LocalClients();
  readonly #room: FollowedRoom;
  readonly #seating: Seating;
  readonly #waiting: WaitingWatch;
  readonly #end: RoomEnd;

  constructor(roomId: RoomId, context: LocalRoomContext) {
    this.roomId = roomId;
    this.#context = context;
    this.#room = new FollowedRoom(roomId, context.store, {
      changed: () => this.look(),
      failed: (error) => this.#failed(error),
      happened: (event) => this.#happened(event),
      lost: (snapshot) =>
        snapshot ? this.#seating.seatAnew(snapshot) : this.#end.closeAllIfOver(this.#clients.everyone()),
      healed: context.healed,
    });
    this.#seating = new Seating(this.#room, this.#clients, context);
    this.#waiting = new WaitingWatch(roomId, this.#clients, context);
    this.#end = new RoomEnd(roomId, context);
  }

  /** Takes what the bus brings. */
  deliver(envelope: Envelope): void {
    void this.#room.step(async () => this.#handle(envelope));
  }

  /**
   * Seats a client that has joined: its welcome first, then whatever happened since that was written. `event` is what tells
   * the others of it, which the welcome holds already.
   */
  async join(client: Client, welcome: Welcome, event: RoomEvent | null = null): Promise<void> {
    await this.#room.step(() => this.#takeIn(client, welcome, event));
    // Nobody else's messages wait for this.
    await this.#end.closeIfOver(client).catch((error) => this.#failed(error));
  }

  /** Notes a client that waits, and catches what was decided about it before it was noted. */
  wait(client: Client, welcome: Welcome['messages'][number]): Promise<void> {
    return this.#room.step(async () => {
      if (client.state.phase === 'closed') return;
      this.#clients.wait(client);
      client.send(welcome);
      const { actor } = client;
      if (!actor || (await this.#end.closeIfOver(client))) return;
      await this.#startFeed();
      // In this order: an admission between the two reads is then seen by the second.
      const waiting = await this.#context.store.waitingList(this.roomId);
      if (waiting.some((person) => person.connectionId === actor.connectionId)) return;
      if (await this.#context.store.findParticipant(this.roomId, actor.connectionId))
        return this.#seating.admit(client);
      // The end takes everyone's place, of whom it denies nobody.
      if (await this.#end.closeIfOver(client)) return;
      client.send(this.#context.messages.denied(actor));
      client.close('notAdmitted');
    });
  }

  /** How the room's media is arranged; null until that is known here. */
  get topology(): MediaTopology | null {
    return this.#room.picture?.topology ?? null;
  }

  /** Says again how the room is, for what time alone decides. */
  look(): void {
    if (this.#room.picture) this.#context.pictured(this.roomId, this.#room.picture);
  }

  /** Forgets a client whose socket has closed. */
  drop(client: Client): void {
    this.#clients.drop(client);
  }

  /** Reads what the bus may have lost without a later event to show the gap, and notices a room that is no more. */
  catchUp(): Promise<void> {
    return this.#room.step(async () => {
      await this.#room.catchUp();
      await this.#waiting.mend();
    });
  }

  async #takeIn(client: Client, welcome: Welcome, event: RoomEvent | null): Promise<void> {
    const { feed } = this.#room;
    if (event) feed.know(event);
    if (client.state.phase === 'closed') return;
    if (feed.isOfAnother(welcome.epoch)) await this.#room.readAll();
    // The room was lost between that entry and now.
    if (feed.isOfAnother(welcome.epoch)) return client.close('internal');
    this.#end.expiresAt(welcome.snapshot.room.expiresAt);
    await this.#seating.seat(client, welcome);
    if (client.actor?.standing === 'host') await this.#waiting.show([client]);
  }

  /** Without a position, a pod on which people only wait would not see that it missed their admission. */
  async #startFeed(): Promise<void> {
    if (this.#room.feed.isStarted) return;
    const snapshot = await this.#context.store.snapshot(this.roomId);
    if (snapshot) this.#room.start(snapshot);
  }

  #handle(envelope: Envelope): Promise<void> | void {
    switch (envelope.kind) {
      case 'event':
        return this.#room.hear(envelope.event);
      case 'direct':
        return this.#deliverDirect(envelope);
      case 'passing':
        this.#clients.pass(envelope.json);
        return this.#context.delivered(envelope);
      case 'waiting_changed':
        return this.#waiting.show(this.#clients.hosts());
      case 'close':
        return this.#clients.close(envelope);
      case 'session_ended':
        return this.#clients.closeSession(envelope.sessionId);
      case 'moved':
        return this.#clients.closeFormer(envelope.connectionId, envelope);
      default:
        envelope satisfies never;
    }
  }

  async #happened(event: RoomEvent): Promise<void> {
    const admitted = event.type === 'user_joined' && this.#clients.waiting(event.payload.participant.connectionId);
    if (admitted) await this.#seating.admit(admitted);
    const isRemoval = event.type === 'user_left' && event.payload.reason === 'removed';
    if (isRemoval) this.#clients.joined(event.payload.connectionId)?.close('removed');
    this.#clients.broadcast(event);
    this.#context.delivered(event);
  }

  #deliverDirect(envelope: Extract<Envelope, { kind: 'direct' }>): void {
    const client = this.#clients.joined(envelope.to);
    if (!client) return;
    client.sendJson(envelope.json);
    this.#context.delivered(envelope);
  }

  #failed(error: unknown): void {
    this.#context.log.error({ err: error, roomId: this.roomId }, 'delivery failed');
  }
}

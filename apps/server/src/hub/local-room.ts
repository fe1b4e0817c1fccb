import type { CloseName, MediaTopology, RoomEvent, RoomId, ServerMessage, WaitingPerson } from '@cline-meet/protocol';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Envelope } from '../room/envelope.ts';
import { EventFeed } from '../room/event-feed.ts';
import type { RoomSnapshot } from '../room/model.ts';
import { RoomPicture } from '../room/room-picture.ts';
import type { RoomStore } from '../room/room-store.ts';
import type { Client } from './client.ts';
import { LocalClients, type Welcome, welcomeAt } from './local-clients.ts';
import type { Messages } from './messages.ts';

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
 * One room on this pod. Everything that its clients are sent goes through one chain of steps, so that a snapshot, the
 * events after it, and what is read from the log never overtake each other.
 */
export class LocalRoom {
  readonly roomId: RoomId;
  readonly #context: LocalRoomContext;
  readonly #clients = new LocalClients();
  readonly #feed: EventFeed;
  #chain: Promise<void> = Promise.resolve();
  /** Null until someone was inside: who only waits is told by the gateway, when they come again. */
  #expiresAt: string | null = null;
  /** Null until someone was inside. */
  #picture: RoomPicture | null = null;
  /** As the hosts here were last told. */
  #waitingShown = '';

  constructor(roomId: RoomId, context: LocalRoomContext) {
    this.roomId = roomId;
    this.#context = context;
    this.#feed = new EventFeed(roomId, context.store, context.healed);
  }

  /** Takes what the bus brings. */
  deliver(envelope: Envelope): void {
    void this.#step(() => this.#handle(envelope));
  }

  /**
   * Seats a client that has joined: its welcome first, then whatever happened since that was written. `event` is what tells
   * the others of it, which the welcome holds already.
   */
  async join(client: Client, welcome: Welcome, event: RoomEvent | null = null): Promise<void> {
    await this.#step(async () => {
      if (event) this.#feed.know(event);
      if (client.state.phase === 'closed') return;
      if (this.#feed.isOfAnother(welcome.epoch)) await this.#resync();
      // The room was lost between that entry and now.
      if (this.#feed.isOfAnother(welcome.epoch)) return client.close('internal');
      this.#expiresAt = welcome.snapshot.room.expiresAt;
      this.#feed.start(welcome);
      this.#draw(welcome.snapshot);
      this.#clients.seat(client, welcome);
      if (this.#feed.isPast(welcome)) await this.#bringUpToDate(client, welcome);
      if (client.actor?.standing === 'host') await this.#showWaiting([client]);
    });
    // Nobody else's messages wait for this.
    await this.#guarded(() => this.#closeIfOver(client));
  }

  /** Notes a client that waits, and catches what was decided about it before it was noted. */
  wait(client: Client, welcome: Welcome['messages'][number]): Promise<void> {
    return this.#step(async () => {
      if (client.state.phase === 'closed') return;
      this.#clients.wait(client);
      client.send(welcome);
      const { actor } = client;
      if (!actor || (await this.#closeIfOver(client))) return;
      await this.#startFeed();
      // In this order: an admission between the two reads is then seen by the second.
      const waiting = await this.#context.store.waitingList(this.roomId);
      if (waiting.some((person) => person.connectionId === actor.connectionId)) return;
      if (await this.#context.store.findParticipant(this.roomId, actor.connectionId)) return this.#admit(client);
      // The end takes everyone's place, of whom it denies nobody.
      if (await this.#closeIfOver(client)) return;
      client.send(this.#context.messages.denied(actor));
      client.close('notAdmitted');
    });
  }

  /** How the room's media is arranged; null until that is known here. */
  get topology(): MediaTopology | null {
    return this.#picture?.topology ?? null;
  }

  /** Says again how the room is, for what time alone decides. */
  look(): void {
    this.#drawn();
  }

  /** Forgets a client whose socket has closed. */
  drop(client: Client): void {
    this.#clients.drop(client);
  }

  /** Reads what the bus may have lost without a later event to show the gap, and notices a room that is no more. */
  catchUp(): Promise<void> {
    return this.#step(async () => {
      await this.#deliverAll(await this.#feed.overdue());
      await this.#mendWaiting();
    });
  }

  /** Without a position, a pod on which people only wait would not see that it missed their admission. */
  async #startFeed(): Promise<void> {
    if (this.#feed.isStarted) return;
    const snapshot = await this.#context.store.snapshot(this.roomId);
    if (!snapshot) return;
    this.#feed.start(snapshot);
    this.#draw(snapshot);
  }

  async #handle(envelope: Envelope): Promise<void> {
    switch (envelope.kind) {
      case 'event':
        return this.#deliverAll(await this.#feed.next(envelope.event));
      case 'direct':
        return this.#deliverDirect(envelope);
      case 'passing':
        this.#clients.pass(envelope.json);
        return this.#context.delivered(envelope);
      case 'waiting_changed':
        return this.#showWaiting(this.#clients.hosts());
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

  #draw(snapshot: RoomSnapshot): void {
    if (this.#picture) this.#picture.take(snapshot);
    else this.#picture = new RoomPicture(snapshot);
    this.#drawn();
  }

  #drawn(): void {
    if (this.#picture) this.#context.pictured(this.roomId, this.#picture);
  }

  async #deliverAll(events: RoomEvent[] | null): Promise<void> {
    if (!events) return this.#resync();
    for (const event of events) {
      const admitted = event.type === 'user_joined' && this.#clients.waiting(event.payload.participant.connectionId);
      if (admitted) await this.#admit(admitted);
      const isRemoval = event.type === 'user_left' && event.payload.reason === 'removed';
      if (isRemoval) this.#clients.joined(event.payload.connectionId)?.close('removed');
      this.#picture?.apply(event);
      this.#clients.broadcast(event);
      this.#context.delivered(event);
    }
    if (events.length > 0) this.#drawn();
  }

  #deliverDirect(envelope: Extract<Envelope, { kind: 'direct' }>): void {
    const client = this.#clients.joined(envelope.to);
    if (!client) return;
    client.sendJson(envelope.json);
    this.#context.delivered(envelope);
  }

  async #admit(client: Client): Promise<void> {
    const snapshot = await this.#context.store.snapshot(this.roomId);
    const { state } = client;
    if (state.phase !== 'waiting' || !snapshot) return;
    client.take({ ...state, phase: 'joined', actor: { ...state.actor, standing: 'participant' } });
    client.send(this.#context.messages.admitted(state.actor));
    this.#feed.start(snapshot);
    this.#draw(snapshot);
    this.#seatWith(client, snapshot, false);
  }

  /**
   * What some here have not seen is lost: everyone gets the room afresh, and who was admitted comes in. Whose place went
   * with a room that the store lost is sent away to come in again.
   */
  async #resync(): Promise<void> {
    const snapshot = await this.#context.store.snapshot(this.roomId);
    if (!snapshot) return this.#sendAway();
    this.#feed.restart(snapshot);
    this.#draw(snapshot);
    const inside = new Set(snapshot.participants.map(({ connectionId }) => connectionId));
    for (const client of this.#clients.everyJoined()) {
      if (client.actor && inside.has(client.actor.connectionId)) this.#seatWith(client, snapshot, true);
      else client.close('internal');
    }
    for (const connectionId of inside) {
      const admitted = this.#clients.waiting(connectionId);
      if (admitted) await this.#admit(admitted);
    }
  }

  /** The room is not open: its people go, for good or to come in again. */
  async #sendAway(): Promise<void> {
    const state = await this.#context.store.stateOf(this.roomId);
    if (state === 'open') return;
    const clients = this.#clients.everyone();
    const reason = this.#reasonOf(state);
    this.#context.log.info({ roomId: this.roomId, sockets: clients.length, reason }, 'room gone');
    for (const client of clients) client.close(reason);
  }

  #seatWith(client: Client, snapshot: RoomSnapshot, resync: boolean): void {
    const { state } = client;
    if (state.phase !== 'joined') return;
    const roomJoined = this.#context.messages.roomJoined(state.actor, state.resumeToken, snapshot, resync);
    this.#clients.seat(client, welcomeAt(snapshot, [roomJoined]));
  }

  async #bringUpToDate(client: Client, welcome: Welcome): Promise<void> {
    const missed = await this.#feed.since(welcome);
    if (missed) return this.#clients.bring(client, missed);
    const snapshot = await this.#context.store.snapshot(this.roomId);
    if (snapshot) this.#seatWith(client, snapshot, true);
  }

  async #showWaiting(hosts: Client[]): Promise<void> {
    if (hosts.length === 0) return;
    this.#tellWaiting(hosts, await this.#context.store.waitingList(this.roomId));
  }

  #tellWaiting(hosts: Client[], list: WaitingPerson[]): void {
    this.#waitingShown = namesOf(list);
    for (const host of hosts) host.send(this.#context.messages.waitingList(this.roomId, list));
  }

  /** Who waits is told of by the bus alone. Hosts may not have heard of it, nor who was turned away. */
  async #mendWaiting(): Promise<void> {
    const [hosts, waiting] = [this.#clients.hosts(), this.#clients.everyWaiting()];
    if (hosts.length + waiting.length === 0) return;
    const list = await this.#context.store.waitingList(this.roomId);
    if (hosts.length > 0 && namesOf(list) !== this.#waitingShown) this.#tellWaiting(hosts, list);
    for (const client of waiting) {
      if (!list.some((person) => person.connectionId === client.actor?.connectionId)) await this.#placeGone(client);
    }
  }

  async #placeGone(client: Client): Promise<void> {
    const id = client.actor?.connectionId;
    // An admission that came meanwhile is seen by its event.
    if (id && !(await this.#context.store.findParticipant(this.roomId, id))) client.close('internal');
  }

  /** An end may have been announced before this client was here to be told; so may an expiry, or the room may be lost. */
  async #closeIfOver(client: Client): Promise<boolean> {
    if (client.state.phase === 'closed') return true;
    const state = await this.#context.store.stateOf(this.roomId);
    if (state === 'open') return false;
    client.close(this.#reasonOf(state));
    return true;
  }

  /** Why a room that is not open is not. One that is not there and has not expired was lost: its people may come again. */
  #reasonOf(state: 'ended' | null): CloseName {
    if (state) return 'roomEnded';
    const isExpired = this.#expiresAt !== null && Date.parse(this.#expiresAt) <= this.#context.clock.now();
    return isExpired ? 'roomExpired' : 'internal';
  }

  #step(run: () => Promise<void>): Promise<void> {
    this.#chain = this.#guarded(() => this.#chain.then(run));
    return this.#chain;
  }

  async #guarded(run: () => Promise<unknown>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#context.log.error({ err: error, roomId: this.roomId }, 'delivery failed');
    }
  }
}

function namesOf(list: WaitingPerson[]): string {
  return list.map(({ connectionId }) => connectionId).join();
}

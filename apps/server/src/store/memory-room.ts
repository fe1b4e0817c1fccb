import { randomUUID } from 'node:crypto';
import {
  type ConnectionId,
  limits,
  type MediaState,
  type MediaTopology,
  type Participant,
  type RoomEvent,
  type RoomEventType,
  type RoomInfo,
  type RoomSettings,
  type UserId,
  type WaitingPerson,
} from '@cline-meet/protocol';
import { meshOf, type RoomSnapshot, type SocketId } from '../room/model.ts';
import type { Stamp } from '../room/room-store.ts';
import type { TicketClaims } from '../room/ticket.ts';

/** How far back a client may be and still be told exactly what it missed. */
const EVENTS_KEPT = 1000;

/** Which socket speaks for a place, what proves the claim to it, and until when it is kept without a socket. */
export interface Hold {
  socketId: SocketId;
  /** How often the connection has moved to another socket. */
  moves: number;
  tokenHash: string;
  sessionId: string;
  lostUntilMs: number | null;
}

export interface Member {
  participant: Participant;
  hold: Hold;
  /** Which node carries their media, in which arrangement. */
  media?: { topologyId: MediaTopology['id']; nodeId: string };
}

export interface Knock {
  person: WaitingPerson;
  media: MediaState;
  hold: Hold;
}

/** Who stands on an event's stamp: the host who did it, else the participant it is about. */
type Sender = Pick<Participant, 'userId' | 'connectionId'>;

/** One room's state and log. Participants and events are replaced, never mutated: snapshots share them. */
export class MemoryRoom {
  readonly epoch = randomUUID();
  readonly expiresAtMs: number;
  readonly members = new Map<ConnectionId, Member>();
  readonly knocks = new Map<ConnectionId, Knock>();
  /** People who were in once: they need not knock again. */
  readonly admitted = new Set<UserId>();
  /** People whom a host put out: they knock even where others need not. */
  readonly removed = new Set<UserId>();
  ended = false;
  #info: RoomInfo;
  #seq = 0;
  #events: RoomEvent[] = [];
  #chat: RoomEvent<'chat_message'>[] = [];

  constructor({ roomId, code, name, encrypted, expiresAt, waitingRoom, locked }: TicketClaims['room']) {
    const settings = { waitingRoom, locked };
    this.#info = { roomId, code, name, encrypted, expiresAt, settings, topology: meshOf(this.epoch) };
    this.expiresAtMs = Date.parse(expiresAt);
  }

  get roomId(): RoomInfo['roomId'] {
    return this.#info.roomId;
  }

  get settings(): RoomSettings {
    return this.#info.settings;
  }

  set settings(settings: RoomSettings) {
    this.#info = { ...this.#info, settings };
  }

  get topology(): MediaTopology {
    return this.#info.topology;
  }

  set topology(topology: MediaTopology) {
    this.#info = { ...this.#info, topology };
  }

  get participants(): Participant[] {
    return [...this.members.values()].map((member) => member.participant);
  }

  append<Type extends RoomEventType>(
    type: Type,
    payload: RoomEvent<Type>['payload'],
    { at, by }: Stamp,
    about?: Sender,
  ): RoomEvent<Type> {
    const sender = by ?? about;
    const stamped = {
      type,
      roomId: this.roomId,
      ...(sender && { senderUserId: sender.userId, senderConnectionId: sender.connectionId }),
      timestamp: at,
      epoch: this.epoch,
      seq: ++this.#seq,
      payload,
      // The type and the payload of one schema: TypeScript does not follow the pair through the union.
    } as RoomEvent<Type>;
    this.#events.push(stamped);
    if (this.#events.length > EVENTS_KEPT) this.#events.shift();
    return stamped;
  }

  appendChat(payload: RoomEvent<'chat_message'>['payload'], stamp: Stamp): RoomEvent<'chat_message'> {
    const event = this.append('chat_message', payload, stamp, payload);
    this.#chat.push(event);
    if (this.#chat.length > limits.chatHistory) this.#chat.shift();
    return event;
  }

  findChat(userId: UserId, messageId: string): RoomEvent<'chat_message'> | undefined {
    return this.#chat.find(({ payload }) => payload.userId === userId && payload.messageId === messageId);
  }

  /** Null where the log does not reach back to `seq`, `seq` is of another history, or the meeting is over. */
  eventsAfter(epoch: string, seq: number): RoomEvent[] | null {
    const missed = this.#seq - seq;
    if (this.ended || epoch !== this.epoch || missed < 0 || missed > this.#events.length) return null;
    return missed === 0 ? [] : this.#events.slice(-missed);
  }

  snapshot(): RoomSnapshot {
    return {
      seq: this.#seq,
      epoch: this.epoch,
      room: this.#info,
      participants: this.participants,
      chat: this.#chat.map((event) => event.payload),
    };
  }
}

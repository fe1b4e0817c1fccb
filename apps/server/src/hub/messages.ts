import type {
  ErrorCode,
  IceConfiguration,
  MessageId,
  RoomId,
  ServerMessage,
  ServerPayload,
  WaitingPerson,
} from '@cline-meet/protocol';
import { errorMeanings } from '@cline-meet/protocol';
import type { Clock } from '../lib/clock.ts';
import { type Actor, type RoomSnapshot, timestamp } from '../room/model.ts';

type NoticeType =
  | 'room_joined'
  | 'room_resumed'
  | 'room_waiting'
  | 'admit_user'
  | 'ice_servers'
  | 'waiting_list'
  | 'move'
  | Answer;
type Answer = 'ack' | 'error' | 'pong';

/** Where clients are told how to reach their peers. */
export interface IceSource {
  /** How long a credential is good for; null where none is given. */
  readonly ttlSeconds: number | null;
  forUser(userId: Actor['userId']): IceConfiguration;
}

/** Builds what the hub itself says to one client, stamped with the time. */
export class Messages {
  readonly #clock: Clock;
  readonly #ice: IceSource;

  constructor(clock: Clock, ice: IceSource) {
    this.#clock = clock;
    this.#ice = ice;
  }

  roomJoined(actor: Actor, resumeToken: string, snapshot: RoomSnapshot, resync: boolean): ServerMessage {
    return this.#notice('room_joined', actor.roomId, { ...snapshot, ...this.#place(actor, resumeToken), resync });
  }

  /** `seq` is where the replay begins: the events that follow continue from it. */
  roomResumed(actor: Actor, resumeToken: string, epoch: string, seq: number, replayed: number): ServerMessage {
    return this.#notice('room_resumed', actor.roomId, { ...this.#place(actor, resumeToken), epoch, seq, replayed });
  }

  roomWaiting({ roomId, connectionId }: Actor, resumeToken: string): ServerMessage {
    return this.#notice('room_waiting', roomId, { connectionId, resumeToken });
  }

  admitted({ roomId }: Actor): ServerMessage {
    return this.#notice('admit_user', roomId, { decision: 'admit' });
  }

  denied({ roomId }: Actor): ServerMessage {
    return this.#notice('admit_user', roomId, { decision: 'deny' });
  }

  iceServers({ roomId, userId }: Actor): ServerMessage {
    return this.#notice('ice_servers', roomId, this.#ice.forUser(userId));
  }

  waitingList(roomId: RoomId, waiting: WaitingPerson[]): ServerMessage {
    return this.#notice('waiting_list', roomId, { waiting });
  }

  ack(roomId: RoomId, id: MessageId, seq: number | undefined): ServerMessage {
    return this.#notice('ack', roomId, seq === undefined ? {} : { seq }, id);
  }

  pong(roomId: RoomId, id: MessageId | undefined): ServerMessage {
    return this.#notice('pong', roomId, {}, id);
  }

  move(roomId: RoomId, delayMs: number): ServerMessage {
    return this.#notice('move', roomId, { delayMs });
  }

  error(roomId: RoomId, code: ErrorCode, id?: MessageId, retryAfterMs?: number): ServerMessage {
    const payload = { code, message: errorMeanings[code], ...(retryAfterMs !== undefined && { retryAfterMs }) };
    return this.#notice('error', roomId, payload, id);
  }

  #place({ userId, connectionId }: Actor, resumeToken: string) {
    return { connectionId, resumeToken, ...this.#ice.forUser(userId) };
  }

  #notice<Type extends NoticeType>(
    type: Type,
    roomId: RoomId,
    payload: ServerPayload<Type>,
    id?: MessageId,
  ): ServerMessage {
    const stamped = { type, roomId, timestamp: timestamp(this.#clock.now()), ...(id && { id }), payload };
    // The type and the payload of one schema: TypeScript does not follow the pair through the union.
    return stamped as ServerMessage;
  }
}

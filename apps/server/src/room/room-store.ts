import type {
  ClientPayload,
  ConnectionId,
  ErrorCode,
  MediaTopology,
  Participant,
  ParticipantChange,
  RoomEvent,
  RoomId,
  RoomSettings,
  ScreenShare,
  UserId,
  WaitingPerson,
} from '@cline-meet/protocol';
import type { ChatDraft, Newcomer, Returner, RoomSnapshot, SocketId } from './model.ts';
import type { TicketClaims } from './ticket.ts';

/** When something happened (RFC 3339, UTC) and which host did it, for the event's stamp. */
export interface Stamp {
  readonly at: string;
  readonly by?: { readonly userId: UserId; readonly connectionId: ConnectionId };
}

export type EntryRefusal = Extract<ErrorCode, 'room_ended' | 'room_locked' | 'room_full'>;

export type Entry =
  | { outcome: 'joined'; event: RoomEvent<'user_joined'>; snapshot: RoomSnapshot }
  | { outcome: 'waiting' }
  | { outcome: 'refused'; code: EntryRefusal };

export type Return =
  | ({ outcome: 'joined'; participant: Participant; events: RoomEvent[]; snapshot: RoomSnapshot } & Kept)
  | ({ outcome: 'waiting'; person: WaitingPerson } & Kept)
  | { outcome: 'ended' }
  | { outcome: 'gone' };

/** What the room has kept with a place. */
interface Kept {
  /** The login session that it was given to. */
  sessionId: string;
  /** How often the connection has moved to another socket, this time included. */
  moves: number;
  /** Until when the room can be open. */
  expiresAtMs: number;
}

/** `absent`: no such room, or the participant it is about is not in it. */
export type Change<Event extends RoomEvent> =
  | { outcome: 'changed'; event: Event }
  | { outcome: 'unchanged' }
  | { outcome: 'absent' };

/** Whose media is to go through a node of this arrangement, and how they are shared out. */
export interface MediaPlaceWish {
  readonly connectionId: ConnectionId;
  readonly topologyId: MediaTopology['id'];
  /** Nodes that take more, the preferred first. Where all others are full the main node takes them nevertheless. */
  readonly open: readonly string[];
  /** Of one room, as long as there are other nodes. */
  readonly mostOnNode: number;
}

/** `stale`: the room's media is arranged otherwise. `event`: of a relay that was added. */
export type MediaPlacing =
  | { outcome: 'placed'; nodeId: string; event: RoomEvent<'media_topology'> | null }
  | { outcome: 'stale' }
  | { outcome: 'absent' };

export type Admission = { admitted: RoomEvent<'user_joined'>[]; full: boolean };
export type Departure = { from: 'room'; event: RoomEvent<'user_left'> } | { from: 'waiting' };
export type Removal = { left: RoomEvent<'user_left'>[]; waiting: ConnectionId[] };

/** `expired`: the room is past its expiry and now gone, with all who were in it. */
export type Reaping = { left: RoomEvent<'user_left'>[]; waitingChanged: boolean; expired: Participant[] | null };

/**
 * Where rooms live. Every verb is one atomic step: no other verb on the room, from whichever pod, is seen halfway
 * through it. A verb that changes the room appends its event in the same step, with the next contiguous `seq`, so the
 * log explains every state that was ever seen.
 */
export interface RoomStore {
  /** True for the first who asks with this id, false ever after, until `untilMs` at least. */
  takeTicket(ticketId: string, untilMs: number): Promise<boolean>;

  /**
   * Opens the room where it is not open, and decides and does in one step: let in, have wait, refuse. The settings of
   * a room that is open count, not the ticket's. Two newcomers never both get the last place.
   */
  enter(room: TicketClaims['room'], newcomer: Newcomer, maxParticipants: number, stamp: Stamp): Promise<Entry>;

  /** Gives a place back to who proves it by the token's hash (compared in constant time), and to their socket alone. */
  resume(roomId: RoomId, returner: Returner, stamp: Stamp): Promise<Return>;

  /** Moves one or all from the waiting room into the room, in the order they came, as far as there are places. */
  admit(roomId: RoomId, who: ConnectionId | 'everyone', maxParticipants: number, stamp: Stamp): Promise<Admission>;

  /** Takes one or all out of the waiting room. Returns who is out. */
  deny(roomId: RoomId, who: ConnectionId | 'everyone'): Promise<ConnectionId[]>;

  /** Gives a place up. Null where there was none. */
  leave(roomId: RoomId, connectionId: ConnectionId, stamp: Stamp): Promise<Departure | null>;

  /** Notes that the socket is lost and keeps the place until `untilMs`. Null where another socket holds it by now. */
  lose(
    roomId: RoomId,
    connectionId: ConnectionId,
    socketId: SocketId,
    untilMs: number,
    stamp: Stamp,
  ): Promise<RoomEvent<'participant_state'> | null>;

  /** Removes every connection of a person, who must knock from now on. */
  remove(roomId: RoomId, userId: UserId, stamp: Stamp): Promise<Removal>;

  /** Gives up every place that was taken with a login session, lost ones included. Empty where there are none (more). */
  leaveSession(roomId: RoomId, sessionId: string, stamp: Stamp): Promise<Removal>;

  /** Rooms past their expiry, and rooms with someone whose grace has passed. May name a room that has neither by now. */
  dueRooms(nowMs: number): Promise<RoomId[]>;

  /** Takes out whose grace has passed; forgets the room where it is past its expiry. Of many reapers one gets each. */
  reap(roomId: RoomId, nowMs: number, stamp: Stamp): Promise<Reaping>;

  /** Ends the meeting for good. Returns who was in it, null where it had ended or never was. */
  end(roomId: RoomId): Promise<Participant[] | null>;

  changeParticipant(
    roomId: RoomId,
    connectionId: ConnectionId,
    change: ParticipantChange,
    stamp: Stamp,
  ): Promise<Change<RoomEvent<'participant_state'>>>;

  /** Null ends the share. */
  shareScreen(
    roomId: RoomId,
    connectionId: ConnectionId,
    screenShare: ScreenShare | null,
    stamp: Stamp,
  ): Promise<Change<RoomEvent<'screen_share'>>>;

  /** Turns microphones off, all but the host's own for `everyone`, as one event that names those that were on. */
  mute(
    roomId: RoomId,
    who: ConnectionId | 'everyone',
    host: { connectionId: ConnectionId; name: string },
    stamp: Stamp,
  ): Promise<Change<RoomEvent<'mute_user'>>>;

  changeSettings(
    roomId: RoomId,
    change: ClientPayload<'room_settings'>,
    stamp: Stamp,
  ): Promise<Change<RoomEvent<'room_settings'>>>;

  /** Stores a message once per sender and id among those kept (the last 100); a repeated one yields its first `seq`. */
  appendChat(
    roomId: RoomId,
    draft: ChatDraft,
    stamp: Stamp,
  ): Promise<
    | { outcome: 'stored'; event: RoomEvent<'chat_message'> }
    | { outcome: 'duplicate'; seq: number }
    | { outcome: 'absent' }
  >;

  /** Arranges the room's media anew where it is as `from` names it; of many who want to, one does. */
  arrangeMedia(
    roomId: RoomId,
    from: MediaTopology['id'],
    topology: MediaTopology,
    stamp: Stamp,
  ): Promise<Change<RoomEvent<'media_topology'>>>;

  /**
   * Gives a participant's media a node of the arrangement, and keeps it there for as long as both are of it. A node that
   * carries none of the room yet becomes a relay in the same step. People come to where others are, as far as there is room.
   */
  placeMedia(roomId: RoomId, wish: MediaPlaceWish, stamp: Stamp): Promise<MediaPlacing>;

  /** Takes a relay out of an arrangement: those that it carried are without a node until they are placed again. */
  removeRelay(
    roomId: RoomId,
    topologyId: MediaTopology['id'],
    nodeId: string,
    stamp: Stamp,
  ): Promise<Change<RoomEvent<'media_topology'>>>;

  /**
   * What came after `seq`, in order, without a gap; null where that is unknown, or the meeting has ended. The last 1,000
   * events are kept.
   */
  eventsAfter(roomId: RoomId, epoch: string, seq: number): Promise<RoomEvent[] | null>;

  /** Null where the room is not open. */
  snapshot(roomId: RoomId): Promise<RoomSnapshot | null>;

  findParticipant(roomId: RoomId, connectionId: ConnectionId): Promise<Participant | null>;

  /** In the order they came. */
  waitingList(roomId: RoomId): Promise<WaitingPerson[]>;

  /** Whether the meeting goes on, and nothing more: each newcomer asks. Null as with {@link lookInto}. */
  stateOf(roomId: RoomId): Promise<'open' | 'ended' | null>;

  /** Null for a room that was never entered or is forgotten. */
  lookInto(roomId: RoomId): Promise<{ participants: Participant[]; settings: RoomSettings; ended: boolean } | null>;
}

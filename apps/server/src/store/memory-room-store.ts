import type { RoomId } from '@cline-meet/protocol';
import type { RoomStore } from '../room/room-store.ts';
import * as arrangement from './memory-arrangement.ts';
import * as changes from './memory-changes.ts';
import * as departure from './memory-departure.ts';
import * as entrance from './memory-entrance.ts';
import { MemoryRoom } from './memory-room.ts';

type Verb<Name extends keyof RoomStore> = RoomStore[Name];
type Answer<Name extends keyof RoomStore> = ReturnType<RoomStore[Name]>;

/**
 * Rooms in this process. Every verb runs to its end within one turn of the event loop, which makes it atomic; they are
 * async only as the port is.
 */
export class MemoryRoomStore implements RoomStore {
  readonly #rooms = new Map<RoomId, MemoryRoom>();
  /** Used tickets, and when each may be forgotten. */
  readonly #tickets = new Map<string, number>();

  takeTicket: Verb<'takeTicket'> = async (ticketId, untilMs) => {
    if (this.#tickets.has(ticketId)) return false;
    this.#tickets.set(ticketId, untilMs);
    return true;
  };

  enter: Verb<'enter'> = async (ticketRoom, newcomer, maxParticipants, stamp) => {
    const room = this.#rooms.get(ticketRoom.roomId) ?? new MemoryRoom(ticketRoom);
    this.#rooms.set(ticketRoom.roomId, room);
    return entrance.enter(room, newcomer, maxParticipants, stamp);
  };

  resume: Verb<'resume'> = async (roomId, ...claim) =>
    this.#in(roomId, (room) => entrance.resume(room, ...claim), { outcome: 'gone' });

  admit: Verb<'admit'> = async (roomId, ...how) =>
    this.#in(roomId, (room) => entrance.admit(room, ...how), { admitted: [], full: false });

  deny: Verb<'deny'> = async (roomId, who) => this.#in(roomId, (room) => entrance.deny(room, who), []);

  leave: Verb<'leave'> = async (roomId, ...who) => this.#in(roomId, (room) => departure.leave(room, ...who), null);

  lose: Verb<'lose'> = async (roomId, ...what) => this.#in(roomId, (room) => departure.lose(room, ...what), null);

  remove: Verb<'remove'> = async (roomId, ...who) =>
    this.#in(roomId, (room) => departure.remove(room, ...who), { left: [], waiting: [] });

  leaveSession: Verb<'leaveSession'> = async (roomId, ...whose) =>
    this.#in(roomId, (room) => departure.leaveSession(room, ...whose), { left: [], waiting: [] });

  async dueRooms(nowMs: number): Answer<'dueRooms'> {
    for (const [ticketId, untilMs] of this.#tickets) if (untilMs <= nowMs) this.#tickets.delete(ticketId);
    return [...this.#rooms.values()].filter((room) => departure.isDue(room, nowMs)).map((room) => room.roomId);
  }

  reap: Verb<'reap'> = async (roomId, nowMs, stamp) => {
    const nothing = { left: [], waitingChanged: false, expired: null };
    const reaping = this.#in(roomId, (room) => departure.reap(room, nowMs, stamp), nothing);
    if (reaping.expired) this.#rooms.delete(roomId);
    return reaping;
  };

  end: Verb<'end'> = async (roomId) => this.#in(roomId, departure.end, null);

  changeParticipant: Verb<'changeParticipant'> = async (roomId, ...change) =>
    this.#in(roomId, (room) => changes.changeParticipant(room, ...change), { outcome: 'absent' });

  shareScreen: Verb<'shareScreen'> = async (roomId, ...share) =>
    this.#in(roomId, (room) => changes.shareScreen(room, ...share), { outcome: 'absent' });

  mute: Verb<'mute'> = async (roomId, ...whom) =>
    this.#in(roomId, (room) => changes.mute(room, ...whom), { outcome: 'absent' });

  arrangeMedia: Verb<'arrangeMedia'> = async (roomId, ...change) =>
    this.#in(roomId, (room) => arrangement.arrangeMedia(room, ...change), { outcome: 'absent' });

  placeMedia: Verb<'placeMedia'> = async (roomId, ...wish) =>
    this.#in(roomId, (room) => arrangement.placeMedia(room, ...wish), { outcome: 'absent' });

  removeRelay: Verb<'removeRelay'> = async (roomId, ...which) =>
    this.#in(roomId, (room) => arrangement.removeRelay(room, ...which), { outcome: 'absent' });

  changeSettings: Verb<'changeSettings'> = async (roomId, ...change) =>
    this.#in(roomId, (room) => changes.changeSettings(room, ...change), { outcome: 'absent' });

  appendChat: Verb<'appendChat'> = async (roomId, ...chat) =>
    this.#in(roomId, (room) => changes.appendChat(room, ...chat), { outcome: 'absent' });

  eventsAfter: Verb<'eventsAfter'> = async (roomId, epoch, seq) =>
    this.#in(roomId, (room) => room.eventsAfter(epoch, seq), null);

  snapshot: Verb<'snapshot'> = async (roomId) =>
    this.#in(roomId, (room) => (room.ended ? null : room.snapshot()), null);

  findParticipant: Verb<'findParticipant'> = async (roomId, connectionId) =>
    this.#in(roomId, (room) => room.members.get(connectionId)?.participant ?? null, null);

  waitingList: Verb<'waitingList'> = async (roomId) =>
    this.#in(roomId, (room) => [...room.knocks.values()].map(({ person }) => person), []);

  stateOf: Verb<'stateOf'> = async (roomId) => this.#in(roomId, ({ ended }) => (ended ? 'ended' : 'open'), null);

  lookInto: Verb<'lookInto'> = async (roomId) =>
    this.#in(roomId, ({ participants, settings, ended }) => ({ participants, settings, ended }), null);

  #in<Result>(roomId: RoomId, act: (room: MemoryRoom) => Result, otherwise: Result): Result {
    const room = this.#rooms.get(roomId);
    return room ? act(room) : otherwise;
  }
}

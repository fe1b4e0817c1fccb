import type {
  ChatEntry,
  MediaState,
  Participant,
  RoomEvent,
  RoomInfo,
  RoomSettings,
  WaitingPerson,
} from '@cline-meet/protocol';
import type { Reply } from '../lib/redis-script.ts';
import { meshOf, type RoomSnapshot, type SocketId } from '../room/model.ts';
import type { Change } from '../room/room-store.ts';

/** Who speaks for a place, and what proves the claim to it. */
export interface Hold {
  socketId: SocketId;
  tokenHash: string;
  podId: string;
  sessionId: string;
}

/** As `redis-scripts/room.ts` keeps them. */
type Place = Hold & { order: number; participant: Participant };
type Knock = Hold & { order: number; person: WaitingPerson; media: MediaState };

// What stands in a room was written by the scripts from typed values: it is cast here, and nowhere else.

export function read<Value>(json: Reply): Value {
  return JSON.parse(json as string) as Value;
}

export function readEach<Value>(jsons: Reply): Value[] {
  return (jsons as string[]).map((json) => read<Value>(json));
}

export function readChange<Event extends RoomEvent>(reply: Reply): Change<Event> {
  const [outcome, event = null] = reply as [Change<Event>['outcome'], Reply?];
  return outcome === 'changed' ? { outcome, event: read<Event>(event) } : { outcome };
}

export function readParticipants(jsons: Reply): Participant[] {
  return inOrder(readEach<Place>(jsons)).map((place) => place.participant);
}

export function readPersons(jsons: Reply): WaitingPerson[] {
  return inOrder(readEach<Knock>(jsons)).map((knock) => knock.person);
}

export function readParticipant(json: Reply): Participant | null {
  return json === null ? null : read<Place>(json).participant;
}

function inOrder<Kind extends { order: number }>(places: Kind[]): Kind[] {
  return places.sort((one, other) => one.order - other.order);
}

/** What of a room does not change while it is open. */
export type FixedInfo = Omit<RoomInfo, 'settings' | 'topology'>;

export function readSnapshot(reply: Reply): RoomSnapshot & { ended: boolean } {
  const [head, places, chat] = reply as [string[], Reply, Reply];
  const [seq = '', epoch = '', info = '', waitingRoom, locked, ended, arranged] = head;
  const settings: RoomSettings = { waitingRoom: waitingRoom === '1', locked: locked === '1' };
  // A room that a former version opened does not say whether it is encrypted: none was.
  const { encrypted = false, ...fixed } = read<FixedInfo>(info);
  return {
    seq: Number(seq),
    epoch,
    room: { ...fixed, encrypted, settings, topology: arranged ? read(arranged) : meshOf(epoch) },
    participants: readParticipants(places),
    chat: readEach<ChatEntry>(chat),
    ended: ended === '1',
  };
}

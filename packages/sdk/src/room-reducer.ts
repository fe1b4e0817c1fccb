import {
  type ConnectionId,
  isRoomEvent,
  type Participant,
  type RoomEvent,
  type ServerMessage,
  type Snapshot,
} from '@cline-meet/protocol';
import { withHistory, withStored } from './room-chat.ts';
import type { RoomState } from './session-state.ts';

/** The last event that the state holds. `seq` compares only within one `epoch`. */
export interface Position {
  epoch: string;
  seq: number;
}

export interface RoomView {
  state: RoomState;
  /** Null before the first snapshot. */
  position: Position | null;
}

/** What became of a message. `gap`: events before it are missing, and only the server can bring them. */
export type Applied = { outcome: 'applied' | 'duplicate' | 'gap'; view: RoomView };

export const emptyRoom: RoomState = {
  phase: { name: 'idle' },
  selfId: null,
  room: null,
  participants: [],
  chat: [],
  waiting: [],
};

/** Applies a server's message: events in the order of `seq`, each once. Parts that do not change stay identical. */
export function applyMessage(view: RoomView, message: ServerMessage): Applied {
  if (isRoomEvent(message)) return applyEvent(view, message);
  const { state, position } = view;
  switch (message.type) {
    case 'room_joined':
      return { outcome: 'applied', view: joined(state, message.payload) };
    case 'room_resumed':
      // Its `seq` may stand for what is replayed next; the client's own position is what counts.
      return {
        outcome: 'applied',
        view: { state, position: position && { ...position, epoch: message.payload.epoch } },
      };
    case 'room_waiting':
      return { outcome: 'applied', view: outside(state, message.payload.connectionId) };
    case 'waiting_list':
      return applied(view, { ...state, waiting: message.payload.waiting });
    case 'admit_user':
    case 'ice_servers':
    case 'webrtc_offer':
    case 'webrtc_answer':
    case 'ice_candidate':
    case 'media_answer':
    case 'media_news':
    case 'reaction':
    case 'ack':
    case 'error':
    case 'pong':
    case 'move':
      return { outcome: 'applied', view };
    default:
      return message satisfies never;
  }
}

/** Advances past an event that this version cannot read. */
export function skipEvent(view: RoomView, seq: number): Applied {
  return inOrder(view, { seq }, (state) => state);
}

export function selfOf({ participants, selfId }: RoomState): Participant | null {
  return participants.find(({ connectionId }) => connectionId === selfId) ?? null;
}

function applyEvent(view: RoomView, event: RoomEvent): Applied {
  return inOrder(view, event, (state) => reduceEvent(state, event));
}

type Place = { epoch?: string; seq: number };

function inOrder(view: RoomView, { epoch, seq }: Place, reduce: (state: RoomState) => RoomState): Applied {
  const { state, position } = view;
  // Without a snapshot there is nothing that an event could change.
  if (!position) return { outcome: 'duplicate', view };
  // Of another history: none of what is known here leads to it.
  if (epoch !== undefined && epoch !== position.epoch) return { outcome: 'gap', view };
  if (seq <= position.seq) return { outcome: 'duplicate', view };
  if (seq > position.seq + 1) return { outcome: 'gap', view };
  return { outcome: 'applied', view: { state: reduce(state), position: { ...position, seq } } };
}

function joined(state: RoomState, { connectionId, room, participants, chat, epoch, seq }: Snapshot): RoomView {
  return {
    state: { ...state, selfId: connectionId, room, participants, chat: withHistory(state.chat, chat) },
    position: { epoch, seq },
  };
}

/** Who waits knows nothing of the room, not even what was true when they were inside. */
function outside(state: RoomState, selfId: ConnectionId): RoomView {
  return { state: { ...state, selfId, room: null, participants: [], waiting: [] }, position: null };
}

function reduceEvent(state: RoomState, event: RoomEvent): RoomState {
  switch (event.type) {
    case 'user_joined':
      return { ...state, participants: withParticipant(state.participants, event.payload.participant) };
    case 'user_left':
      return withoutParticipant(state, event.payload.connectionId);
    case 'chat_message':
      return withChat(state, withStored(state.chat, event.payload));
    case 'mute_user':
      return changed(state, event.payload.connectionIds, { microphone: false });
    case 'screen_share':
      return changed(state, [event.payload.connectionId], { screenShare: event.payload.screenShare });
    case 'participant_state':
      return changed(state, [event.payload.connectionId], event.payload.change);
    case 'room_settings':
      return state.room ? { ...state, room: { ...state.room, settings: event.payload } } : state;
    case 'media_topology':
      return state.room ? { ...state, room: { ...state.room, topology: event.payload } } : state;
    default:
      return event satisfies never;
  }
}

function withParticipant(participants: readonly Participant[], newcomer: Participant): readonly Participant[] {
  const index = participants.findIndex(({ connectionId }) => connectionId === newcomer.connectionId);
  return index === -1 ? [...participants, newcomer] : participants.with(index, newcomer);
}

function withoutParticipant(state: RoomState, leaver: ConnectionId): RoomState {
  if (!state.participants.some(({ connectionId }) => connectionId === leaver)) return state;
  return { ...state, participants: state.participants.filter(({ connectionId }) => connectionId !== leaver) };
}

type Change = { [Key in keyof Participant]?: Participant[Key] | undefined };

function changed(state: RoomState, who: readonly ConnectionId[], change: Change): RoomState {
  const participants = state.participants.map((participant) =>
    who.includes(participant.connectionId) ? withChange(participant, change) : participant,
  );
  const isUnchanged = participants.every((participant, index) => participant === state.participants[index]);
  return isUnchanged ? state : { ...state, participants };
}

function withChange(participant: Participant, change: Change): Participant {
  const defined = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  ) as Partial<Participant>;
  const isUnchanged = Object.entries(defined).every(([key, value]) => participant[key as keyof Participant] === value);
  return isUnchanged ? participant : { ...participant, ...defined };
}

function withChat(state: RoomState, chat: RoomState['chat']): RoomState {
  return chat === state.chat ? state : { ...state, chat };
}

function applied(view: RoomView, state: RoomState): Applied {
  return { outcome: 'applied', view: { ...view, state } };
}

import {
  ChatEntry,
  MessageId,
  Participant,
  type RoomEvent,
  type RoomEventType,
  RoomId,
  RoomInfo,
  type ServerMessage,
  type ServerMessageType,
  type Snapshot,
  WaitingPerson,
} from '@cline-meet/protocol';

/** What tests say of a room. */
export const at = '2026-01-31T09:05:00.000Z';
export const roomId = RoomId.parse(uuid(9));
export const ann = person(1, 'Ann', { role: 'host' });
export const bob = person(2, 'Bob');
export const cem = person(3, 'Cem');

/** A participant whose ids follow from `number`. */
export function person(number: number, name: string, parts: Partial<Participant> = {}): Participant {
  return Participant.parse({
    connectionId: uuid(number),
    userId: uuid(100 + number),
    name,
    avatarUrl: null,
    role: 'participant',
    microphone: true,
    camera: true,
    handRaisedAt: null,
    screenShare: null,
    connection: 'connected',
    incarnation: 0,
    joinedAt: at,
    ...parts,
  });
}

export function chatEntry(from: Participant, messageId: string, text = 'Hello'): ChatEntry {
  const { connectionId, userId, name } = from;
  return ChatEntry.parse({ messageId: MessageId.parse(messageId), connectionId, userId, name, text, sentAt: at });
}

export function waitingPerson(number: number, name: string): WaitingPerson {
  return WaitingPerson.parse({
    connectionId: uuid(number),
    userId: uuid(100 + number),
    name,
    avatarUrl: null,
    since: at,
  });
}

export const room = RoomInfo.parse({
  roomId,
  code: 'abc-defg-hij',
  name: 'Stand-up',
  expiresAt: '2026-02-28T09:05:00.000Z',
  settings: { waitingRoom: true, locked: false },
  topology: { mode: 'mesh', id: 'mesh-1', nodeId: null },
});

/** A room event with its place in the history. */
export function event<Type extends RoomEventType>(
  seq: number,
  type: Type,
  payload: RoomEvent<Type>['payload'],
): ServerMessage {
  return { type, roomId, timestamp: at, epoch: 'e1', seq, payload } as ServerMessage;
}

/** An answer or a notice. */
export function notice<Type extends Exclude<ServerMessageType, RoomEventType>>(
  type: Type,
  payload: ServerMessage<Type>['payload'],
  id?: MessageId,
): ServerMessage {
  return { type, roomId, timestamp: at, payload, ...(id && { id }) } as ServerMessage;
}

/** Bob's view of a room with Ann in it, as of seq 10. */
export function snapshot(parts: Partial<Snapshot> = {}): Snapshot {
  return {
    seq: 10,
    epoch: 'e1',
    resumeToken: 'resume-token-of-bob',
    connectionId: bob.connectionId,
    iceServers: [{ urls: ['stun:stun.example.org'] }],
    iceTransportPolicy: 'all',
    room,
    participants: [ann, bob],
    chat: [],
    resync: false,
    ...parts,
  };
}

export function resumed(seq: number, replayed: number, parts: Partial<Snapshot> = {}): ServerMessage {
  const { epoch, resumeToken, connectionId, iceServers, iceTransportPolicy } = snapshot(parts);
  const place = { epoch, resumeToken, connectionId, iceServers, iceTransportPolicy };
  return notice('room_resumed', { ...place, seq, replayed });
}

function uuid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

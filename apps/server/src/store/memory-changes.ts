import type {
  ClientPayload,
  ConnectionId,
  Participant,
  ParticipantChange,
  RoomEvent,
  ScreenShare,
} from '@cline-meet/protocol';
import type { ChatDraft } from '../room/model.ts';
import type { Change, RoomStore, Stamp } from '../room/room-store.ts';
import type { Member, MemoryRoom } from './memory-room.ts';

export function changeParticipant(
  room: MemoryRoom,
  connectionId: ConnectionId,
  wanted: ParticipantChange,
  stamp: Stamp,
): Change<RoomEvent<'participant_state'>> {
  const member = room.members.get(connectionId);
  if (!member) return { outcome: 'absent' };
  const change = differences(member.participant, wanted);
  if (Object.keys(change).length === 0) return { outcome: 'unchanged' };
  replace(member, change);
  const event = room.append('participant_state', { connectionId, change }, stamp, member.participant);
  return { outcome: 'changed', event };
}

function differences(participant: Participant, wanted: ParticipantChange): ParticipantChange {
  const keys = Object.keys(wanted) as (keyof ParticipantChange)[];
  const changed = keys.filter((key) => wanted[key] !== undefined && wanted[key] !== participant[key]);
  return Object.fromEntries(changed.map((key) => [key, wanted[key]]));
}

function replace(member: Member, change: ParticipantChange | Pick<Participant, 'screenShare'>): void {
  member.participant = { ...member.participant, ...change } as Participant;
}

export function shareScreen(
  room: MemoryRoom,
  connectionId: ConnectionId,
  screenShare: ScreenShare | null,
  stamp: Stamp,
): Change<RoomEvent<'screen_share'>> {
  const member = room.members.get(connectionId);
  if (!member) return { outcome: 'absent' };
  if (member.participant.screenShare === null && screenShare === null) return { outcome: 'unchanged' };
  replace(member, { screenShare });
  return {
    outcome: 'changed',
    event: room.append('screen_share', { connectionId, screenShare }, stamp, member.participant),
  };
}

export function mute(
  room: MemoryRoom,
  who: ConnectionId | 'everyone',
  host: { connectionId: ConnectionId; name: string },
  stamp: Stamp,
): Change<RoomEvent<'mute_user'>> {
  if (who !== 'everyone' && !room.members.has(who)) return { outcome: 'absent' };
  const isMeant = (id: ConnectionId) => (who === 'everyone' ? id !== host.connectionId : id === who);
  const muted = [...room.members.values()].filter(
    ({ participant }) => participant.microphone && isMeant(participant.connectionId),
  );
  if (muted.length === 0) return { outcome: 'unchanged' };
  for (const member of muted) replace(member, { microphone: false });
  const connectionIds = muted.map(({ participant }) => participant.connectionId);
  return { outcome: 'changed', event: room.append('mute_user', { connectionIds, byName: host.name }, stamp) };
}

export function changeSettings(
  room: MemoryRoom,
  change: ClientPayload<'room_settings'>,
  stamp: Stamp,
): Change<RoomEvent<'room_settings'>> {
  const waitingRoom = change.waitingRoom ?? room.settings.waitingRoom;
  const locked = change.locked ?? room.settings.locked;
  if (waitingRoom === room.settings.waitingRoom && locked === room.settings.locked) return { outcome: 'unchanged' };
  room.settings = { waitingRoom, locked };
  return { outcome: 'changed', event: room.append('room_settings', room.settings, stamp) };
}

export function appendChat(
  room: MemoryRoom,
  { connectionId, messageId, text }: ChatDraft,
  stamp: Stamp,
): Awaited<ReturnType<RoomStore['appendChat']>> {
  const member = room.members.get(connectionId);
  if (!member) return { outcome: 'absent' };
  const { userId, name } = member.participant;
  const stored = room.findChat(userId, messageId);
  if (stored) return { outcome: 'duplicate', seq: stored.seq };
  const entry = { messageId, connectionId, userId, name, text, sentAt: stamp.at };
  return { outcome: 'stored', event: room.appendChat(entry, stamp) };
}

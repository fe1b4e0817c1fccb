import type { Participant, ServerMessage } from '@cline-meet/protocol';
import type { RoomState, SessionEvent } from './session-state.ts';

/**
 * What a message, applied to `before`, means to a person: what a toast or a sound is for. Own deeds are none, but for
 * reactions, which are seen where the room sees them.
 */
export function eventsOf(before: RoomState, message: ServerMessage): SessionEvent[] {
  switch (message.type) {
    case 'user_joined': {
      const { participant } = message.payload;
      return participant.connectionId === before.selfId ? [] : [{ type: 'participant_joined', participant }];
    }
    case 'user_left':
      return about(before, message.payload.connectionId, (participant) => ({ type: 'participant_left', participant }));
    case 'chat_message':
      return chatEvents(before, message);
    case 'mute_user': {
      const { connectionIds, byName } = message.payload;
      return connectionIds.some((id) => id === before.selfId) ? [{ type: 'muted_by_host', byName }] : [];
    }
    case 'screen_share':
      return screenEvents(before, message);
    case 'participant_state':
      return handEvents(before, message);
    case 'reaction': {
      const participant = participantOf(before, message.senderConnectionId);
      return participant ? [{ type: 'reacted', participant, emoji: message.payload.emoji }] : [];
    }
    case 'waiting_list':
      return message.payload.waiting
        .filter(({ connectionId }) => !before.waiting.some((known) => known.connectionId === connectionId))
        .map((person) => ({ type: 'knock', person }));
    default:
      return [];
  }
}

function chatEvents({ selfId, chat }: RoomState, { payload }: ServerMessage<'chat_message'>): SessionEvent[] {
  // After a fresh join a message of the former place can come back under the former connection.
  const isOwn =
    payload.connectionId === selfId ||
    chat.some(({ messageId, userId }) => messageId === payload.messageId && userId === payload.userId);
  return isOwn ? [] : [{ type: 'chat_received', message: { ...payload, delivery: 'sent' } }];
}

function screenEvents(before: RoomState, { payload }: ServerMessage<'screen_share'>): SessionEvent[] {
  const { screenShare } = payload;
  if (!screenShare) return [];
  return about(before, payload.connectionId, (participant) =>
    participant.screenShare ? null : { type: 'screen_share_started', participant: { ...participant, screenShare } },
  );
}

function handEvents(before: RoomState, { payload }: ServerMessage<'participant_state'>): SessionEvent[] {
  const { handRaisedAt } = payload.change;
  if (!handRaisedAt) return [];
  return about(before, payload.connectionId, (participant) =>
    participant.handRaisedAt ? null : { type: 'hand_raised', participant: { ...participant, handRaisedAt } },
  );
}

function about(
  before: RoomState,
  id: string,
  describe: (participant: Participant) => SessionEvent | null,
): SessionEvent[] {
  const participant = participantOf(before, id);
  const event = participant && id !== before.selfId ? describe(participant) : null;
  return event ? [event] : [];
}

function participantOf({ participants }: RoomState, id: string): Participant | undefined {
  return participants.find(({ connectionId }) => connectionId === id);
}

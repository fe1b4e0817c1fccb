import { type ChatEntry, limits, type MessageId, type UserId } from '@cline-meet/protocol';
import type { ChatMessage } from './session-state.ts';

/*
 * The chat as a person sees it: what the server stored, in its order, then what this client has still to get through.
 * A message is named by `userId` and `messageId` together.
 */

type Chat = readonly ChatMessage[];

/** The server's history with the messages that it does not hold yet kept behind it. */
export function withHistory(chat: Chat, history: readonly ChatEntry[]): Chat {
  const unsent = chat.filter((message) => isUnsent(message) && !history.some((entry) => isSame(entry, message)));
  return shortened([...history.map(stored), ...unsent]);
}

/** A stored message: it takes the place of the local one, and of none where it is there already. */
export function withStored(chat: Chat, entry: ChatEntry): Chat {
  if (chat.some((message) => !isUnsent(message) && isSame(message, entry))) return chat;
  const others = chat.filter((message) => !isSame(message, entry));
  const tail = others.findIndex(isUnsent);
  const at = tail === -1 ? others.length : tail;
  return shortened([...others.slice(0, at), stored(entry), ...others.slice(at)]);
}

/** A message of this client's own that is on its way. */
export function withPending(chat: Chat, entry: ChatEntry): Chat {
  return [...chat, { ...entry, delivery: 'pending' }];
}

/** The local message `messageId` in another state of delivery; the same chat where there is no such one. */
export function withDelivery(
  chat: Chat,
  { userId, messageId }: { userId: UserId; messageId: MessageId },
  delivery: 'pending' | 'failed',
): Chat {
  const index = chat.findIndex(
    (message) => isUnsent(message) && message.userId === userId && message.messageId === messageId,
  );
  const message = chat[index];
  if (!message || message.delivery === delivery) return chat;
  return chat.with(index, { ...message, delivery });
}

function stored(entry: ChatEntry): ChatMessage {
  return { ...entry, delivery: 'sent' };
}

function isUnsent({ delivery }: ChatMessage): boolean {
  return delivery !== 'sent';
}

function isSame(one: ChatEntry, other: ChatEntry): boolean {
  return one.messageId === other.messageId && one.userId === other.userId;
}

/** Drops the oldest stored messages beyond the limit; what is unsent is never dropped. */
function shortened(chat: Chat): Chat {
  const tail = chat.findIndex(isUnsent);
  const storedCount = tail === -1 ? chat.length : tail;
  const excess = Math.min(storedCount, Math.max(0, chat.length - limits.chatHistory));
  return excess === 0 ? chat : chat.slice(excess);
}

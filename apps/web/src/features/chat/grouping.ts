import type { ChatMessage } from '@cline-meet/sdk';

/** Messages of one person in one go, shown under one name and time. */
export interface MessageGroup {
  key: string;
  name: string;
  own: boolean;
  sentAt: string;
  messages: ChatMessage[];
}

const WINDOW_MS = 120_000;

/** Groups what one connection wrote without another in between and within two minutes of the group's first message. */
export function groupMessages(
  messages: readonly ChatMessage[],
  isOwn: (message: ChatMessage) => boolean,
): MessageGroup[] {
  const groups: MessageGroup[] = [];
  for (const message of messages) {
    const group = groups.at(-1);
    if (group && belongs(group, message)) group.messages.push(message);
    else groups.push(startGroup(message, isOwn(message)));
  }
  return groups;
}

function belongs(group: MessageGroup, message: ChatMessage): boolean {
  const sameSender = group.messages[0]?.connectionId === message.connectionId && group.name === message.name;
  return sameSender && Date.parse(message.sentAt) - Date.parse(group.sentAt) < WINDOW_MS;
}

function startGroup(message: ChatMessage, own: boolean): MessageGroup {
  const key = `${message.userId}/${message.messageId}`;
  return { key, name: message.name, own, sentAt: message.sentAt, messages: [message] };
}

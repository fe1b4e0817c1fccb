import type { ChatMessage } from '@cline-meet/sdk';
import { expect, test } from 'vitest';
import { groupMessages } from './grouping.ts';

function message(id: string, from: string, second: number): ChatMessage {
  return {
    messageId: id as ChatMessage['messageId'],
    connectionId: from as ChatMessage['connectionId'],
    userId: from as ChatMessage['userId'],
    name: from,
    text: id,
    sentAt: new Date(Date.UTC(2026, 0, 31, 9, 0, second)).toISOString(),
    delivery: 'sent',
  };
}

const ids = (messages: ChatMessage[]) =>
  groupMessages(messages, (each) => each.connectionId === 'me').map((group) =>
    group.messages.map((each) => each.messageId),
  );

test('one person in one go is one group; another person or two minutes start a new one', () => {
  expect(ids([message('a', 'me', 0), message('b', 'me', 60), message('c', 'you', 61), message('d', 'me', 62)])).toEqual(
    [['a', 'b'], ['c'], ['d']],
  );
  expect(ids([message('a', 'me', 0), message('b', 'me', 120)])).toEqual([['a'], ['b']]);
});

test('two tabs of one person are told apart and own messages are marked', () => {
  const other = { ...message('b', 'other-tab', 1), userId: 'me' as ChatMessage['userId'], name: 'me' };
  const groups = groupMessages([message('a', 'me', 0), other], (each) => each.connectionId === 'me');
  expect(groups.map((group) => group.own)).toEqual([true, false]);
});

import { beforeEach, expect, test } from 'vitest';
import { useMeetingView } from './meeting-view.ts';

const view = () => useMeetingView.getState();
beforeEach(() => view().reset());

test('messages count as unread while the chat is closed, and opening it reads them', () => {
  view().chatReceived();
  view().togglePanel('people');
  view().chatReceived();
  expect(view().unread).toBe(2);
  view().togglePanel('chat');
  expect(view().unread).toBe(0);
  view().chatReceived();
  expect(view().unread).toBe(0);
});

test('pressing the same button again closes the panel', () => {
  view().togglePanel('chat');
  view().togglePanel('chat');
  expect(view().panel).toBeNull();
});

test('the draft outlives the panel', () => {
  view().setChatDraft('half a sen');
  view().togglePanel('chat');
  view().openPanel(null);
  expect(view().chatDraft).toBe('half a sen');
});

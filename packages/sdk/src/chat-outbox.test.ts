import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ann, bob, chatEntry, event, notice, resumed, snapshot } from './room-fixtures.ts';
import type { RoomSession } from './room-session.ts';
import { joinedRig, sessionRig, settled } from './session-rig.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const shown = ({ state }: RoomSession) => state.chat.map(({ text, delivery }) => [text, delivery]);

test('a message is seen at once, and is sent when the room has it', async () => {
  const { session, server, events } = await joinedRig();
  session.sendChat('  Hello  ');
  expect(shown(session)).toEqual([['Hello', 'pending']]);
  const { id, payload } = server.last('chat_message');
  expect(payload).toEqual({ text: 'Hello' });
  await server.sends(event(11, 'chat_message', chatEntry(bob, id)));
  await server.acknowledges('chat_message', 11);
  expect(shown(session)).toEqual([['Hello', 'sent']]);
  expect(events).toEqual([]);
});

test('the acknowledgement may come before the event', async () => {
  const { session, server } = await joinedRig();
  session.sendChat('Hello');
  const { id } = server.last('chat_message');
  await server.acknowledges('chat_message', 12);
  await server.sends(
    event(11, 'chat_message', chatEntry(ann, 'hers', 'Before')),
    event(12, 'chat_message', chatEntry(bob, id)),
  );
  expect(shown(session)).toEqual([
    ['Before', 'sent'],
    ['Hello', 'sent'],
  ]);
});

test('what a lost socket swallowed, and what was written meanwhile, goes out again in order with its id', async () => {
  const { session, server } = await joinedRig();
  session.sendChat('one');
  const { id } = server.last('chat_message');
  await server.breaks();
  session.sendChat('two');
  expect(shown(session)).toEqual([
    ['one', 'pending'],
    ['two', 'pending'],
  ]);
  await server.opens();
  await server.sends(resumed(10, 0));
  const again = server.received('chat_message');
  expect(again.map(({ payload }) => payload.text)).toEqual(['one', 'two']);
  expect(again[0]?.id).toBe(id);
});

test('a message that was stored before the socket broke is shown once', async () => {
  const { session, server } = await joinedRig();
  session.sendChat('Hello');
  const { id } = server.last('chat_message');
  await server.breaks();
  await server.opens();
  await server.sends(resumed(10, 1), event(11, 'chat_message', chatEntry(bob, id)));
  expect(server.received('chat_message')).toEqual([]);
  await server.breaks();
  await server.opens();
  await server.sends(notice('room_joined', snapshot({ seq: 11, resync: true, chat: [chatEntry(bob, id)] })));
  expect(shown(session)).toEqual([['Hello', 'sent']]);
  expect(server.received('chat_message')).toEqual([]);
});

test('one that the room stored, and whose history is past it, is sent nevertheless', async () => {
  const { session, server } = await joinedRig();
  session.sendChat('Hello');
  await server.breaks();
  await server.opens();
  await server.sends(notice('room_joined', snapshot({ seq: 500, resync: true })));
  expect(shown(session)).toEqual([['Hello', 'pending']]);
  await server.acknowledges('chat_message', 20);
  expect(shown(session)).toEqual([['Hello', 'sent']]);
});

test('one that is refused has failed, and can be tried again as the same message', async () => {
  const { session, server, events } = await joinedRig();
  session.sendChat('Hello');
  const { id } = server.last('chat_message');
  await server.sends(notice('error', { code: 'rate_limited', message: 'x' }, id));
  expect(shown(session)).toEqual([['Hello', 'failed']]);
  expect(events).toEqual([{ type: 'command_failed', command: 'chat_message', code: 'rate_limited' }]);

  session.retryChat(id);
  expect(shown(session)).toEqual([['Hello', 'pending']]);
  expect(server.received('chat_message').map((message) => message.id)).toEqual([id, id]);
  session.retryChat(id);
  expect(server.received('chat_message')).toHaveLength(2);
});

test('one that no answer comes to has failed', async () => {
  const { session, server } = await joinedRig();
  session.sendChat('Hello');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(shown(session)).toEqual([['Hello', 'failed']]);
  await server.sends(event(11, 'chat_message', chatEntry(bob, server.last('chat_message').id)));
  expect(shown(session)).toEqual([['Hello', 'sent']]);
});

test('one that no answer came to goes out again over the next connection', async () => {
  const { session, server } = await joinedRig();
  session.sendChat('Hello');
  const { id } = server.last('chat_message');
  await vi.advanceTimersByTimeAsync(10_000);
  await server.breaks();
  await server.opens();
  await server.sends(resumed(10, 0));
  expect(shown(session)).toEqual([['Hello', 'pending']]);
  expect(server.last('chat_message').id).toBe(id);
});

test('one written while the socket is closing waits for the next', async () => {
  const { session, server, sockets } = await joinedRig();
  if (sockets[0]) sockets[0].readyState = 2;
  session.sendChat('Hello');
  await settled();
  expect(shown(session)).toEqual([['Hello', 'pending']]);
  await server.breaks();
  await server.opens();
  await server.sends(resumed(10, 0));
  expect(server.last('chat_message').payload.text).toBe('Hello');
});

test('nothing to say, or nobody to say it to, is no message', async () => {
  const { session, server } = await joinedRig();
  session.sendChat('   ');
  expect(server.received('chat_message')).toEqual([]);

  const outside = sessionRig();
  outside.session.sendChat('Hello');
  await settled();
  expect(outside.session.state.chat).toEqual([]);
});

test('a message that was acknowledged, and lost with the room before it was shown, goes out again into the new room', async () => {
  const { session, server } = await joinedRig();
  session.sendChat('Hello');
  const { id } = server.last('chat_message');
  await server.acknowledges('chat_message', 11);
  await server.breaks();
  await server.opens();
  await server.sends(notice('room_joined', snapshot({ epoch: 'e2', seq: 2 })));
  expect(server.last('chat_message')).toMatchObject({ id, payload: { text: 'Hello' } });
  await server.sends({ ...event(3, 'chat_message', chatEntry(bob, id)), epoch: 'e2' } as never);
  expect(shown(session)).toEqual([['Hello', 'sent']]);
});

import { limits, type ServerMessage } from '@cline-meet/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withPending } from './room-chat.ts';
import {
  ann,
  at,
  bob,
  cem,
  chatEntry,
  event,
  notice,
  resumed,
  room,
  snapshot,
  waitingPerson,
} from './room-fixtures.ts';
import { applyMessage, emptyRoom, type RoomView, selfOf, skipEvent } from './room-reducer.ts';

const start = applyAll({ state: emptyRoom, position: null }, [notice('room_joined', snapshot())]);

function applyAll(view: RoomView, messages: readonly ServerMessage[]): RoomView {
  return messages.reduce((current, message) => applyMessage(current, message).view, view);
}

function after(...messages: ServerMessage[]) {
  return applyAll(start, messages).state;
}

test('a snapshot is the whole room', () => {
  expect(start.state).toMatchObject({ selfId: bob.connectionId, room, participants: [ann, bob], chat: [] });
  expect(start.position).toEqual({ epoch: 'e1', seq: 10 });
  expect(selfOf(start.state)).toEqual(bob);
});

describe('events', () => {
  test('people come, change and go', () => {
    expect(after(event(11, 'user_joined', { participant: cem })).participants).toEqual([ann, bob, cem]);
    const { connectionId, userId, name } = ann;
    const left = event(11, 'user_left', { connectionId, userId, name, reason: 'left' });
    expect(after(left).participants).toEqual([bob]);
    const raised = event(11, 'participant_state', { connectionId, change: { handRaisedAt: at } });
    expect(after(raised).participants).toEqual([{ ...ann, handRaisedAt: at }, bob]);
    const share = { startedAt: at, withAudio: true };
    expect(after(event(11, 'screen_share', { connectionId, screenShare: share })).participants[0]?.screenShare).toEqual(
      share,
    );
  });

  test('a forced mute turns off the microphones it names, and no others', () => {
    const muted = after(
      event(11, 'user_joined', { participant: cem }),
      event(12, 'mute_user', { connectionIds: [bob.connectionId, cem.connectionId], byName: 'Ann' }),
    );
    expect(muted.participants.map(({ microphone }) => microphone)).toEqual([true, false, false]);
  });

  test('the settings follow', () => {
    const settings = { waitingRoom: false, locked: true };
    expect(after(event(11, 'room_settings', settings)).room).toEqual({ ...room, settings });
  });

  test('what does not change stays the identical object', () => {
    const state = after(event(11, 'participant_state', { connectionId: ann.connectionId, change: { camera: false } }));
    expect(state.participants[1]).toBe(start.state.participants[1]);
    expect(state.chat).toBe(start.state.chat);
    expect(state.room).toBe(start.state.room);
    const same = after(event(11, 'participant_state', { connectionId: ann.connectionId, change: { camera: true } }));
    expect(same).toBe(start.state);
  });
});

describe('order', () => {
  const chat = (seq: number) => event(seq, 'chat_message', chatEntry(ann, `m${seq}`));

  test('an event that was applied already changes nothing', () => {
    const once = applyMessage(start, chat(11));
    expect(applyMessage(once.view, chat(11))).toEqual({ outcome: 'duplicate', view: once.view });
  });

  test('an event of another history is no next one, nor one that is known', () => {
    for (const seq of [3, 11, 12]) {
      const foreign = { ...chat(seq), epoch: 'e2' } as ServerMessage;
      expect(applyMessage(start, foreign)).toEqual({ outcome: 'gap', view: start });
    }
  });

  test('a gap is reported and nothing is applied', () => {
    expect(applyMessage(start, chat(12))).toEqual({ outcome: 'gap', view: start });
  });

  test('events before the first snapshot are none', () => {
    const nothing = { state: emptyRoom, position: null };
    expect(applyMessage(nothing, chat(1))).toEqual({ outcome: 'duplicate', view: nothing });
  });

  test('an event that cannot be read keeps its place', () => {
    const skipped = skipEvent(start, 11);
    expect(skipped.view.state).toBe(start.state);
    expect(applyMessage(skipped.view, chat(12)).outcome).toBe('applied');
  });
});

describe('chat', () => {
  test('keeps the last hundred', () => {
    const messages = Array.from({ length: 130 }, (_, index) =>
      event(11 + index, 'chat_message', chatEntry(ann, `m${index}`)),
    );
    const { chat } = after(...messages);
    expect(chat).toHaveLength(limits.chatHistory);
    expect(chat[0]?.messageId).toBe('m30');
  });

  test('a stored message takes the place of the pending one, and what is still pending stays behind it', () => {
    const mine = chatEntry(bob, 'mine');
    const pending = withPending(withPending(start.state.chat, mine), chatEntry(bob, 'next'));
    const view = { ...start, state: { ...start.state, chat: pending } };
    const { chat } = applyAll(view, [
      event(11, 'chat_message', chatEntry(ann, 'hers')),
      event(12, 'chat_message', mine),
    ]).state;
    expect(chat.map(({ messageId, delivery }) => [messageId, delivery])).toEqual([
      ['hers', 'sent'],
      ['mine', 'sent'],
      ['next', 'pending'],
    ]);
  });

  test('the same id from another person is another message', () => {
    const { chat } = after(
      event(11, 'chat_message', chatEntry(ann, 'one')),
      event(12, 'chat_message', chatEntry(bob, 'one')),
    );
    expect(chat).toHaveLength(2);
  });

  test('a snapshot brings the history and leaves what is unsent', () => {
    const view = {
      ...start,
      state: { ...start.state, chat: withPending(withPending([], chatEntry(bob, 'lost')), chatEntry(bob, 'stored')) },
    };
    const { chat } = applyAll(view, [
      notice('room_joined', snapshot({ seq: 40, resync: true, chat: [chatEntry(ann, 'a'), chatEntry(bob, 'stored')] })),
    ]).state;
    expect(chat.map(({ messageId, delivery }) => [messageId, delivery])).toEqual([
      ['a', 'sent'],
      ['stored', 'sent'],
      ['lost', 'pending'],
    ]);
  });
});

test('who is put back into the waiting room knows nothing of the room any more', () => {
  const state = after(
    notice('waiting_list', { waiting: [waitingPerson(7, 'Gil')] }),
    notice('room_waiting', { connectionId: bob.connectionId, resumeToken: 'resume-token-of-bob' }),
  );
  expect(state).toMatchObject({ room: null, participants: [], waiting: [] });
});

const people = [ann, bob, cem];
const who = fc.constantFrom(...people);
const anyEvent: fc.Arbitrary<(seq: number) => ServerMessage> = fc.oneof(
  who.map((participant) => (seq: number) => event(seq, 'user_joined', { participant })),
  who.map(
    ({ connectionId, userId, name }) =>
      (seq: number) =>
        event(seq, 'user_left', { connectionId, userId, name, reason: 'lost' }),
  ),
  fc.tuple(who, fc.nat(5)).map(
    ([from, id]) =>
      (seq: number) =>
        event(seq, 'chat_message', chatEntry(from, `m${id}`)),
  ),
  fc
    .uniqueArray(who)
    .map(
      (muted) => (seq: number) =>
        event(seq, 'mute_user', { connectionIds: muted.map(({ connectionId }) => connectionId), byName: 'Ann' }),
    ),
  fc.tuple(who, fc.boolean(), fc.boolean()).map(
    ([{ connectionId }, microphone, camera]) =>
      (seq: number) =>
        event(seq, 'participant_state', { connectionId, change: { microphone, camera } }),
  ),
  fc.tuple(who, fc.boolean()).map(
    ([{ connectionId }, on]) =>
      (seq: number) =>
        event(seq, 'screen_share', { connectionId, screenShare: on ? { startedAt: at, withAudio: false } : null }),
  ),
  fc
    .record({ waitingRoom: fc.boolean(), locked: fc.boolean() })
    .map((settings) => (seq: number) => event(seq, 'room_settings', settings)),
);

test('coming back with what was missed is as never having been away', () => {
  const history = fc.array(anyEvent, { maxLength: 30 }).map((make) => make.map((build, index) => build(11 + index)));
  fc.assert(
    fc.property(history, fc.nat(30), fc.nat(5), (events, lost, overlap) => {
      const seen = events.slice(0, lost);
      const position = applyAll(start, seen).position?.seq ?? 0;
      // The server may send some again that the client had got before the socket broke.
      const replay = events.slice(Math.max(0, seen.length - overlap));
      const returned = applyAll(start, [...seen, resumed(position, events.length - seen.length), ...replay]);
      expect(returned).toEqual(applyAll(start, events));
    }),
  );
});

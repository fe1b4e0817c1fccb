import type { ServerMessage } from '@cline-meet/protocol';
import { beforeEach, expect, it } from 'vitest';
import { ann, bob, chatEntry, event, notice, resumed, snapshot } from '../packages/sdk/src/room-fixtures.ts';
import { History } from './history.ts';
import type { TraceEntry } from './recorded-socket.ts';

/** What a checker does not find it cannot prove: each of these is a history that breaks one promise. */

let history: History;
beforeEach(() => {
  history = new History();
});

const received = (message: ServerMessage): TraceEntry => ({ kind: 'received', atMs: 0, message });
const opened: TraceEntry = { kind: 'opened', atMs: 0 };
const chat = (seq: number, text = `${seq}`) => received(event(seq, 'chat_message', chatEntry(ann, `m${seq}`, text)));
const joined = (parts: Parameters<typeof snapshot>[0] = {}) => received(notice('room_joined', snapshot(parts)));

it('finds nothing wrong with a client that sees all, and comes back for what it missed', () => {
  const chats = [11, 12].map((seq) => chatEntry(ann, `m${seq}`, `${seq}`));
  history.follow('Ann', [opened, joined(), chat(11), chat(12), opened, received(resumed(12, 1)), chat(13)]);
  history.follow('Bob', [opened, joined({ seq: 12, chat: chats }), chat(13)]);
  history.checkSnapshots();
  expect(history.broken).toEqual([]);
});

it.each<[string, TraceEntry[], string]>([
  ['a gap', [opened, joined(), chat(12)], 'received chat_message 12 after 10'],
  ['a repetition', [opened, joined(), chat(11), chat(11)], 'received chat_message 11 after 11'],
  ['an event before the welcome', [opened, joined(), opened, chat(11)], 'received chat_message 11 before any welcome'],
  ['a return to another place', [opened, joined(), opened, received(resumed(9, 0))], 'came back at'],
  ['a room that goes backwards', [opened, joined(), opened, joined({ seq: 9 })], 'shown the room as of 9'],
  ['what no schema fits', [{ kind: 'unreadable', atMs: 0, frame: '{}' }], 'received what no schema fits'],
])('finds %s', (_name, trace, complaint) => {
  history.follow('Bob', trace);
  expect(history.broken.join()).toContain(complaint);
});

it('finds an event that two clients saw differently', () => {
  history.follow('Ann', [opened, joined(), chat(11, 'yes')]);
  history.follow('Bob', [opened, joined(), chat(11, 'no')]);
  expect(history.broken).toHaveLength(1);
});

it('finds a snapshot that lacks what was said before it', () => {
  history.follow('Ann', [opened, joined(), chat(11)]);
  history.follow('Bob', [opened, joined({ seq: 11 })]);
  history.checkSnapshots();
  expect(history.broken.join()).toContain('Bob was shown');
});

it('finds a message that was acknowledged and is nowhere', () => {
  const said: TraceEntry = { kind: 'said', atMs: 0, id: 'm11', text: 'hello' };
  const ack = received(notice('ack', { seq: 11 }, 'm11' as never));
  const { acknowledged } = history.follow('Ann', [opened, joined(), said, ack]);
  const last = { epoch: 'e1', seq: 12 };
  for (const each of acknowledged) history.checkAcknowledged('Ann', each, last);
  expect(history.broken).toEqual(['Ann lost m11, acknowledged as 11']);
  history.broken.length = 0;
  history.follow('Bob', [opened, joined(), received(event(11, 'chat_message', chatEntry(bob, 'm11')))]);
  for (const each of acknowledged) history.checkAcknowledged('Ann', each, last);
  expect(history.broken).toEqual([]);
});

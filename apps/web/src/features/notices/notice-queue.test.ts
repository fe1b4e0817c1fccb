import { expect, test } from 'vitest';
import {
  addNotice,
  dropName,
  MAX_NOTICES,
  type NewNotice,
  type Notice,
  postpone,
  withoutExpired,
} from './notice-queue.ts';

function all(...added: NewNotice[]): Notice[] {
  return added.reduce<Notice[]>((notices, each, index) => addNotice(notices, each, index, index * 100), []);
}
const joined = (name: string): NewNotice => ({ key: 'joined', names: [name], durationMs: 5000 });

test('people who join one after the other share one notice, which then stays anew', () => {
  const [notice, ...rest] = all(joined('Ada'), joined('Bob'), joined('Ada'));
  expect(rest).toEqual([]);
  expect(notice).toMatchObject({ id: 0, names: ['Ada', 'Bob'], expiresAt: 5200 });
});

test('different things stay apart, the newest last', () => {
  expect(all(joined('Ada'), { key: 'left', names: ['Bob'], durationMs: 5000 }).map((notice) => notice.key)).toEqual([
    'joined',
    'left',
  ]);
});

test('never more than four: the oldest goes, but not what waits for an answer', () => {
  const passing = (key: string): NewNotice => ({ key, durationMs: 5000 });
  const notices = all({ key: 'knock', names: ['Ada'], durationMs: null }, ...['a', 'b', 'c', 'd', 'e'].map(passing));
  expect(notices).toHaveLength(MAX_NOTICES);
  expect(notices.map((notice) => notice.key)).toEqual(['knock', 'c', 'd', 'e']);
});

test('a knock goes when the last who knocked is no longer waiting', () => {
  const notices = all(
    { key: 'knock', names: ['Ada'], durationMs: null },
    { key: 'knock', names: ['Bob'], durationMs: null },
  );
  const one = dropName(notices, 'knock', 'Ada');
  expect(one[0]?.names).toEqual(['Bob']);
  expect(dropName(one, 'knock', 'Bob')).toEqual([]);
});

test('a notice expires at its time, and later after a hover', () => {
  const notices = all(joined('Ada'));
  expect(withoutExpired(notices, 4999)).toHaveLength(1);
  expect(withoutExpired(notices, 5000)).toEqual([]);
  expect(withoutExpired(postpone(notices, 1000), 5999)).toHaveLength(1);
});

import { expect, test } from 'vitest';
import {
  addNotice,
  dropPerson,
  MAX_NOTICES,
  type NewNotice,
  type Notice,
  postpone,
  withoutExpired,
} from './notice-queue.ts';

function all(...added: NewNotice[]): Notice[] {
  return added.reduce<Notice[]>((notices, each, index) => addNotice(notices, each, index, index * 100), []);
}
const person = (name: string, id = `id-${name}`) => ({ id, name });
const joined = (name: string): NewNotice => ({ key: 'joined', people: [person(name)], durationMs: 5000 });

test('people who join one after the other share one notice, which then stays anew', () => {
  const [notice, ...rest] = all(joined('Ada'), joined('Bob'), joined('Ada'));
  expect(rest).toEqual([]);
  expect(notice).toMatchObject({ id: 0, people: [person('Ada'), person('Bob')], expiresAt: 5200 });
});

test('different things stay apart, the newest last', () => {
  expect(
    all(joined('Ada'), { key: 'left', people: [person('Bob')], durationMs: 5000 }).map((notice) => notice.key),
  ).toEqual(['joined', 'left']);
});

test('never more than four: the oldest goes, but not what waits for an answer', () => {
  const passing = (key: string): NewNotice => ({ key, durationMs: 5000 });
  const notices = all(
    { key: 'knock', people: [person('Ada')], durationMs: null },
    ...['a', 'b', 'c', 'd', 'e'].map(passing),
  );
  expect(notices).toHaveLength(MAX_NOTICES);
  expect(notices.map((notice) => notice.key)).toEqual(['knock', 'c', 'd', 'e']);
});

test('a knock goes when the last who knocked is no longer waiting', () => {
  const notices = all(
    { key: 'knock', people: [person('Ada')], durationMs: null },
    { key: 'knock', people: [person('Bob')], durationMs: null },
  );
  const one = dropPerson(notices, 'knock', 'id-Ada');
  expect(one[0]?.people).toEqual([person('Bob')]);
  expect(dropPerson(one, 'knock', 'id-Bob')).toEqual([]);
});

test('a notice expires at its time, and later after a hover', () => {
  const notices = all(joined('Ada'));
  expect(withoutExpired(notices, 4999)).toHaveLength(1);
  expect(withoutExpired(notices, 5000)).toEqual([]);
  expect(withoutExpired(postpone(notices, 1000), 5999)).toHaveLength(1);
});

test('two people of one name are two, so that nobody is admitted unseen', () => {
  const knock = (id: string): NewNotice => ({ key: 'knock', people: [person('Ada', id)], durationMs: null });
  expect(all(knock('a'), knock('b'))[0]?.people).toHaveLength(2);
});

import { expect, test } from 'vitest';
import { meeting as en } from '../../i18n/en/meeting.ts';
import { meeting as ja } from '../../i18n/ja/meeting.ts';
import { type Floating, MAX_FLOATING, spoken, withReaction } from './floating.ts';

const after = (count: number) =>
  Array.from({ length: count }, (_, id) => id).reduce<Floating[]>(
    (floating, id) => withReaction(floating, { id, emoji: '👏', name: 'Ada' }),
    [],
  );

test('the newest are shown, up to a bound', () => {
  const floating = after(MAX_FLOATING + 5);
  expect(floating).toHaveLength(MAX_FLOATING);
  expect(floating.at(-1)?.id).toBe(MAX_FLOATING + 4);
});

test('those that follow each other do not rise on top of each other', () => {
  const lanes = after(8).map(({ lane }) => lane);
  const sorted = [...lanes].sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((lane, index) => lane - (sorted[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThan(0.05);
  expect(lanes.every((lane) => lane >= 0 && lane < 1)).toBe(true);
});

test('a screen reader says three of them, and counts the rest', () => {
  const four = ['Ada', 'Bob', 'Cem', 'Dan'].map((name) => ({ name, emoji: en.reactions.names['👍'] }));
  expect(spoken(four.slice(0, 1), en.reactions)).toBe('Ada: Thumbs up');
  expect(spoken(four, en.reactions)).toBe('Ada: Thumbs up, Bob: Thumbs up, Cem: Thumbs up, 1 more reaction');
  expect(spoken([...four, ...four], ja.reactions)).toMatch(/、ほか 5 件のリアクション$/);
});

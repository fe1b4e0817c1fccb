import { expect, test } from 'vitest';
import { formatNumber, formatRelative, formatTime } from './format.ts';
import { plural } from './plural.ts';

const now = new Date('2026-01-31T09:05:00Z');
const later = (ms: number) => new Date(now.getTime() + ms);

test('a distance is told in its largest whole unit', () => {
  expect(formatRelative(later(23.9 * 3_600_000), now, 'en')).toBe('in 23 hours');
  expect(formatRelative(later(24 * 3_600_000), now, 'en')).toBe('in 1 day');
  expect(formatRelative(later(90_000), now, 'en')).toBe('in 1 minute');
  expect(formatRelative(later(20_000), now, 'en')).toBe('in 1 minute');
  expect(formatRelative(later(-7_200_000), now, 'en')).toBe('2 hours ago');
  expect(formatRelative(later(5 * 3_600_000), now, 'ja')).toMatch(/^5 ?時間後$/);
});

test('times and numbers follow the language', () => {
  const date = new Date(2026, 0, 31, 21, 5);
  expect(formatTime(date, 'en')).toMatch(/^9:05\sPM$/);
  expect(formatTime(date, 'ja')).toBe('21:05');
  expect(formatNumber(12345.5, 'en')).toBe('12,345.5');
});

test('a word agrees with its count', () => {
  const people = { one: '# person', other: '# people' };
  expect(plural('en', 1, people)).toBe('1 person');
  expect(plural('en', 0, people)).toBe('0 people');
  expect(plural('en', 1200, people)).toBe('1,200 people');
  expect(plural('ja', 1, { other: '# 人' })).toBe('1 人');
});

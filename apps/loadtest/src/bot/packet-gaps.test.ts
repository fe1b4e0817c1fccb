import { expect, it } from 'vitest';
import { PacketGaps } from './packet-gaps.ts';

const missing = (...numbers: number[]) => {
  const gaps = new PacketGaps();
  return numbers.reduce((sum, number) => sum + gaps.received(number), 0);
};

it('counts what is missing between the first and the last', () => {
  expect(missing(7, 8, 9)).toBe(0);
  expect(missing(7, 10, 11, 13)).toBe(3);
});

it('counts over the end of the numbers', () => {
  expect(missing(65_534, 65_535, 0, 1)).toBe(0);
  expect(missing(65_534, 1)).toBe(2);
});

it('takes what comes late as not missing', () => {
  expect(missing(7, 9, 8, 10)).toBe(0);
  expect(missing(65_535, 1, 0, 2)).toBe(0);
});

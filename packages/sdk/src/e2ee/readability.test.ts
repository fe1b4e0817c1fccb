import { expect, test } from 'vitest';
import { Readability } from './readability.ts';

test('tells of a stream that does not open, once, and of its recovery; a few lost frames are no news', () => {
  const told: boolean[] = [];
  const readability = new Readability((readable) => told.push(readable));
  const frames = (count: number, opened: boolean) => {
    for (let frame = 0; frame < count; frame++) readability.frame(opened);
  };
  frames(24, false);
  frames(1, true);
  frames(24, false);
  expect(told).toEqual([]);
  frames(30, false);
  expect(told).toEqual([false]);
  frames(2, true);
  expect(told).toEqual([false, true]);
});

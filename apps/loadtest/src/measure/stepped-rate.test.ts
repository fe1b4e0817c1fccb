import { expect, it } from 'vitest';
import { SteppedRate } from './stepped-rate.ts';

/** What is found at each second. */
function ratesOf(...values: number[]): (number | null)[] {
  const rate = new SteppedRate();
  return values.map((value, second) => rate.look(value, second * 1000));
}

it('tells the rate from step to step, and nothing before a whole one was seen', () => {
  expect(ratesOf(7, 7, 12, 12, 12, 18, 18, 18)).toEqual([null, null, null, null, null, 0.002, 0.002, 0.002]);
});

it('is 0 where it has not grown for longer than any step', () => {
  const rates = ratesOf(0, 5, 10, ...Array<number>(11).fill(10));
  expect([rates[2], rates.at(-2), rates.at(-1)]).toEqual([0.005, 0, 0]);
});

it('begins anew with a counter that did', () => {
  expect(ratesOf(1, 5, 9, 2, 6)).toEqual([null, null, 0.004, null, 0.004]);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffMs, turnMs } from './backoff.ts';

/** A linear congruential generator (Numerical Recipes): the same numbers in each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const ceilings = [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000];

describe('the wait before a try', () => {
  test.each(ceilings.map((ceiling, index) => [index + 1, ceiling]))(
    'number %i is spread evenly from nothing to %i ms',
    (attempt, ceiling) => {
      const random = seeded(7);
      const tenths = Array.from({ length: 10 }, () => 0);
      for (let client = 0; client < 10_000; client += 1) {
        const waitMs = backoffMs(attempt, random);
        expect(waitMs).toBeLessThan(ceiling);
        const tenth = Math.floor((waitMs / ceiling) * 10);
        tenths[tenth] = (tenths[tenth] ?? 0) + 1;
      }
      // A thousand each, give or take five standard deviations.
      for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
    },
  );

  test('is never beyond ten seconds, however often it was tried', () => {
    expect(backoffMs(5000, () => 0.999_999)).toBe(9999);
  });
});

test('a turn that the server named is never taken early, and hardly late', () => {
  const random = seeded(11);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60_000 }), (retryAfterMs) => {
      const waitMs = turnMs(retryAfterMs, random);
      expect(waitMs).toBeGreaterThanOrEqual(retryAfterMs);
      expect(waitMs).toBeLessThan(retryAfterMs + 250);
    }),
  );
});

test.each([
  [-5, 0],
  [2 ** 40, 60_000],
])('a turn of %i ms is taken for %i', (retryAfterMs, waitMs) => {
  expect(turnMs(retryAfterMs, () => 0)).toBe(waitMs);
});

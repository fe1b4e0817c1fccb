import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from './histogram.ts';

const of = (durations: readonly number[]) => {
  const histogram = new Histogram();
  for (const each of durations) histogram.record(each);
  return histogram;
};

describe('Histogram', () => {
  it('tells each percentile of what was recorded, never too low and at most 1.6 % and a hundredth too high', () => {
    const durations = fc.array(fc.double({ min: 0, max: 3_600_000, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(durations, fc.constantFrom(1, 50, 90, 99, 100), (all, percent) => {
        const exact = [...all].sort((a, b) => a - b)[Math.ceil((percent / 100) * all.length) - 1] ?? 0;
        const told = of(all).percentile(percent);
        expect(told).toBeGreaterThanOrEqual(exact - 0.005);
        expect(told).toBeLessThanOrEqual(exact * 1.016 + 0.01);
      }),
    );
  });

  it('adds up what several processes recorded, over JSON, as if one had recorded it all', () => {
    const [here, there] = [
      [1, 2, 3.3, 700],
      [0.02, 2, 90_000],
    ];
    const merged = new Histogram();
    for (const each of [here, there]) merged.add(JSON.parse(JSON.stringify(of(each ?? []).pack())));
    expect(merged.summary()).toEqual(of([...(here ?? []), ...(there ?? [])]).summary());
    expect(merged.count).toBe(7);
  });

  it('stays small whatever is recorded', () => {
    const histogram = new Histogram();
    for (let ms = 0; ms < 2e7; ms = ms * 1.003 + 0.01) histogram.record(ms);
    histogram.record(Number.MAX_SAFE_INTEGER);
    expect(histogram.pack().buckets.length).toBeLessThan(1800);
  });

  it('takes a negative duration for none, and has nothing to tell of nothing', () => {
    expect(of([-5]).summary()).toEqual({ count: 1, p50: 0, p90: 0, p99: 0, max: 0 });
    expect(new Histogram().percentile(99)).toBe(0);
  });
});

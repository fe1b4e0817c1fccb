import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventQueue } from './event-queue.ts';

it('gives out events by time, and those of one time in the order in which they were added', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 200 }), fc.nat(50), (times, early) => {
      const queue = new EventQueue();
      const seen: [number, number][] = [];
      const take = () => seen.push([queue.nextAtMs, queue.take()]);
      // Some are taken out between, at which time nothing earlier may be added any more.
      let floor = 0;
      times.forEach((time, subject) => {
        queue.add(floor + time, subject);
        if (subject % 7 === early % 7) {
          take();
          floor = seen.at(-1)?.[0] ?? 0;
        }
      });
      while (queue.size > 0) take();
      expect(seen.map(([, subject]) => subject).sort((a, b) => a - b)).toEqual(times.map((_, subject) => subject));
      seen.reduce(
        (before, after) => {
          expect(after[0] > before[0] || (after[0] === before[0] && after[1] > before[1])).toBe(true);
          return after;
        },
        [-1, -1],
      );
    }),
    { numRuns: 100 },
  );
});

it('holds more than it was made for', () => {
  const queue = new EventQueue();
  for (let at = 5000; at > 0; at -= 1) queue.add(at, at);
  expect(Array.from({ length: 5000 }, () => queue.take())).toEqual(Array.from({ length: 5000 }, (_, at) => at + 1));
});

it('refuses a time that is none, and has nothing to give when empty', () => {
  const queue = new EventQueue();
  expect(() => queue.add(Number.NaN, 1)).toThrow(RangeError);
  expect(queue.nextAtMs).toBe(Number.POSITIVE_INFINITY);
  expect(() => queue.take()).toThrow(RangeError);
});

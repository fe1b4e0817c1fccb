import { expect, test, vi } from 'vitest';
import { PaceWatch } from './pace-watch.ts';

function watch(framesMs: number[]) {
  const slow = vi.fn();
  const pace = new PaceWatch(slow);
  for (const ms of framesMs) pace.frameTook(ms);
  return slow;
}

const frames = (count: number, ms: number) => Array<number>(count).fill(ms);

test('ten frames a second are enough, and a slow one among quick ones is nothing', () => {
  expect(watch(frames(300, 100))).not.toHaveBeenCalled();
  expect(watch([2000, ...frames(29, 30), ...frames(29, 30)])).not.toHaveBeenCalled();
});

test('fewer are told of, once', () => {
  expect(watch(frames(29, 150))).not.toHaveBeenCalled();
  expect(watch(frames(300, 101))).toHaveBeenCalledOnce();
});

test('a machine that grows slow is found out later too', () => {
  expect(watch([...frames(600, 20), ...frames(60, 150)])).toHaveBeenCalledOnce();
});

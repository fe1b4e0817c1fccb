import { expect, it } from 'vitest';
import { conduct } from './conductor.ts';
import { Histogram } from './measure/histogram.ts';
import { Recorder } from './measure/recorder.ts';
import type { Deed } from './scenarios/scenario.ts';

const at = (...times: number[]): Deed[] => times.map((atMs, bot) => ({ atMs, bot, act: 'chat' }));

/** A stage whose time passes when it is waited for, and as `perform` says. */
function stage() {
  const recorder = new Recorder();
  const done: [number, number][] = [];
  let nowMs = 0;
  let endMs = Number.POSITIVE_INFINITY;
  return {
    recorder,
    done,
    endAt: (ms: number) => {
      endMs = ms;
    },
    passes: (ms: number) => {
      nowMs += ms;
    },
    now: () => nowMs,
    delay: async (delayMs: number) => {
      nowMs += delayMs;
    },
    isOver: () => nowMs >= endMs,
    perform: ({ bot }: Deed) => {
      done.push([bot, nowMs]);
    },
  };
}

it('does each deed when it is due', async () => {
  const on = stage();
  await conduct(at(0, 20, 20, 1700), on);
  expect(on.done).toEqual([
    [0, 0],
    [1, 20],
    [2, 20],
    [3, 1700],
  ]);
});

it('leaves out nothing for being late, and says how late it was', async () => {
  const on = stage();
  const perform = (deed: Deed) => {
    on.perform(deed);
    // The process stalls once.
    if (deed.bot === 0) on.passes(500);
  };
  await conduct(at(0, 100, 200, 600), { ...on, perform });
  expect(on.done.map(([, atMs]) => atMs)).toEqual([0, 500, 500, 600]);
  const late = new Histogram();
  late.add(on.recorder.drain().histograms.late ?? { buckets: [], maxMs: 0 });
  expect(late.maxMs).toBe(400);
  expect(late.count).toBe(4);
});

it('ends in the middle of a wait when the run is over, even where deeds never end', async () => {
  const on = stage();
  on.endAt(2600);
  function* forEver() {
    for (let atMs = 0; ; atMs += 1000) yield* at(atMs);
  }
  await conduct(forEver(), on);
  expect(on.done.map(([, atMs]) => atMs)).toEqual([0, 1000, 2000]);
  expect(on.now()).toBeLessThan(3100);
});

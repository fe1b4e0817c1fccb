import { expect, it } from 'vitest';
import { Histogram } from '../measure/histogram.ts';
import { type Measure, Recorder, type Tally } from '../measure/recorder.ts';
import { Presence } from './presence.ts';

function rig() {
  const recorder = new Recorder();
  let nowMs = 0;
  let inside = 0;
  const presence = new Presence({
    recorder,
    now: () => nowMs,
    entered: (by) => {
      inside += by;
    },
  });
  return {
    presence,
    recorder,
    inside: () => inside,
    at: (ms: number) => {
      nowMs = ms;
    },
  };
}

const joined = { name: 'joined' } as const;
const reconnecting = { name: 'reconnecting', attempt: 1, retryAt: 0 } as const;

function longest({ histograms }: Tally, measure: Measure): number {
  const histogram = new Histogram();
  histogram.add(histograms[measure] ?? { buckets: [], maxMs: -1 });
  return histogram.maxMs;
}

it('measures a join from the time that it was due, however often it was tried', () => {
  const { presence, recorder, inside, at } = rig();
  presence.due(100);
  presence.follow({ name: 'joining' });
  presence.follow(reconnecting);
  at(450);
  presence.follow(joined);
  expect(inside()).toBe(1);
  const tally = recorder.drain();
  expect(tally.counts).toEqual({ due: 1, joined: 1 });
  expect(longest(tally, 'join')).toBe(350);
});

it('measures a return from the cut, and counts as lost only what nobody cut', () => {
  const { presence, recorder, inside, at } = rig();
  presence.due(0);
  presence.follow(joined);
  recorder.drain();

  presence.cut(1000);
  at(1010);
  presence.follow(reconnecting);
  expect(inside()).toBe(0);
  at(3000);
  presence.follow(joined);
  const cut = recorder.drain();
  expect(cut.counts).toEqual({ cut: 1, returned: 1 });
  expect(longest(cut, 'return')).toBe(2000);

  at(4000);
  presence.follow(reconnecting);
  at(4300);
  presence.follow(joined);
  const lost = recorder.drain();
  expect(lost.counts).toEqual({ lost: 1, returned: 1 });
  expect(longest(lost, 'return')).toBe(300);
});

it('counts a new stay as a join, and nobody twice', () => {
  const { presence, recorder, inside } = rig();
  presence.due(0);
  presence.follow(joined);
  presence.follow({ ...joined });
  presence.left();
  presence.left();
  expect(inside()).toBe(0);
  presence.due(0);
  presence.follow(joined);
  expect(recorder.drain().counts).toEqual({ due: 2, joined: 2 });
});

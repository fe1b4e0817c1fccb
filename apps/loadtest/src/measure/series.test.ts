import { expect, it } from 'vitest';
import { Recorder } from './recorder.ts';
import { Series } from './series.ts';

const load = (connections: number) => ({ connections, inside: connections - 1, cpuShare: 0.5, memoryBytes: 1000 });

function tally(joinMs: number) {
  const recorder = new Recorder();
  recorder.took('join', joinMs);
  recorder.count('joined');
  return recorder.drain();
}

it('adds up processes, stretch by stretch and in all', () => {
  const series = new Series(10_000);
  series.tell(0, 500, tally(10), load(5));
  series.tell(1, 900, tally(30), load(7));
  series.tell(0, 2100, tally(20), load(6));
  const [first, second, third] = series.intervals();
  expect(first).toMatchObject({
    atSeconds: 0,
    connections: 12,
    inside: 10,
    loadMemoryBytes: 2000,
    counts: { joined: 2 },
  });
  expect(first?.latencies.join).toMatchObject({ count: 2, max: 30 });
  // Nothing was told of it: who was there is there, and nothing happened.
  expect(second).toMatchObject({ atSeconds: 1, connections: 12, counts: {}, latencies: {} });
  expect(third).toMatchObject({ atSeconds: 2, connections: 13 });
  expect(series.counts.get('joined')).toBe(3);
  expect(series.summaries().join).toMatchObject({ count: 3, max: 30 });
});

it('keeps a bounded number of stretches, however long it goes on', () => {
  const series = new Series(3_600_000);
  expect(series.intervalMs).toBe(12_000);
  for (let atMs = 0; atMs < 100_000_000; atMs += 60_000) series.tell(0, atMs, tally(1), load(1));
  expect(series.intervals().length).toBeLessThanOrEqual(601);
  expect(series.counts.get('joined')).toBe(1667);
});

import { expect, it } from 'vitest';
import { Recorder } from './recorder.ts';

it('hands out what happened since the last time, and starts anew', () => {
  const recorder = new Recorder();
  recorder.took('join', 12);
  recorder.count('joined');
  recorder.count('joined', 2);
  recorder.failed('closed: roomFull');
  const tally = recorder.drain();
  expect(tally.counts).toEqual({ joined: 3 });
  expect(tally.errors).toEqual({ 'closed: roomFull': 1 });
  expect(tally.histograms.join?.maxMs).toBe(12);
  expect(recorder.drain()).toEqual({ histograms: {}, counts: {}, errors: {} });
});

it('tells only so many kinds of errors apart, and loses none', () => {
  const recorder = new Recorder();
  for (let kind = 0; kind < 1000; kind += 1) recorder.failed(`kind ${kind}`);
  const { errors } = recorder.drain();
  expect(Object.keys(errors).length).toBeLessThanOrEqual(51);
  expect(Object.values(errors).reduce((all, each) => all + each, 0)).toBe(1000);
});

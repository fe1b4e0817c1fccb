import { expect, it } from 'vitest';
import { SampleTrack } from './sample-track.ts';

/** Time and size of what is sent when it is asked at these times. */
function sentAt(source: 'microphone' | 'camera', ...timesMs: number[]) {
  const sample = new SampleTrack(source, 0);
  const packets: number[][] = [];
  sample.track.onReceiveRtp.subscribe(({ header, payload }) => {
    packets.push([header.timestamp, payload.length]);
  });
  for (const timeMs of timesMs) sample.send(timeMs);
  return packets;
}

it('sends what is due, as often as a real one', () => {
  expect(sentAt('microphone', 10, 25, 60)).toEqual([
    [0, 80],
    [960, 80],
    [1920, 80],
  ]);
  const second = Array.from({ length: 100 }, (_, tick) => 10 * (tick + 1));
  expect(sentAt('microphone', ...second)).toHaveLength(50);
  expect(sentAt('camera', ...second)).toHaveLength(30);
});

it('leaves out what is late by far', () => {
  const packets = sentAt('microphone', 20, 2000);
  expect(packets).toHaveLength(11);
  expect(packets.slice(0, 2).map(([time]) => time)).toEqual([0, 90 * 960]);
});

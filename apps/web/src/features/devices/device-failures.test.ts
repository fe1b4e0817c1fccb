import { expect, test } from 'vitest';
import { deviceFailures, failsByEffect } from './device-failures.ts';

const off = { status: 'off' } as const;
const denied = { status: 'failed', failure: 'denied' } as const;
const missing = { status: 'failed', failure: 'not_found' } as const;

test('nothing is told while nothing failed', () => {
  expect(deviceFailures({ microphone: off, camera: off })).toEqual([]);
});

test('the same failure of both is told once', () => {
  expect(deviceFailures({ microphone: denied, camera: denied })).toEqual([{ device: 'both', failure: 'denied' }]);
});

test('different failures are told each', () => {
  expect(deviceFailures({ microphone: denied, camera: missing })).toEqual([
    { device: 'microphone', failure: 'denied' },
    { device: 'camera', failure: 'not_found' },
  ]);
  expect(deviceFailures({ microphone: off, camera: missing })).toEqual([{ device: 'camera', failure: 'not_found' }]);
});

test('an effect that fails is told of as such, and not as a device that does not start', () => {
  const camera = { status: 'failed', failure: 'effect' } as const;
  expect(deviceFailures({ microphone: off, camera })).toEqual([]);
  expect(failsByEffect({ camera })).toBe(true);
  expect(failsByEffect({ camera: denied })).toBe(false);
});

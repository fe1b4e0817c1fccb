import { expect, test } from 'vitest';
import { switched } from './remembered-switches.ts';

const off = { status: 'off' } as const;
const starting = { status: 'starting' } as const;
const on = { status: 'on', track: {} as MediaStreamTrack } as const;
const failed = { status: 'failed', failure: 'in_use' } as const;

test('on and off are told, each device by itself', () => {
  expect(switched({ microphone: starting, camera: on }, { microphone: on, camera: on })).toEqual({ microphone: true });
  expect(switched({ microphone: on, camera: on }, { microphone: on, camera: off })).toEqual({ camera: false });
});

test('what starts, fails or stays as it was is no switch', () => {
  expect(switched({ microphone: off, camera: off }, { microphone: starting, camera: off })).toEqual({});
  expect(switched({ microphone: starting, camera: off }, { microphone: failed, camera: off })).toEqual({});
  expect(switched({ microphone: off, camera: on }, { microphone: off, camera: on })).toEqual({});
});

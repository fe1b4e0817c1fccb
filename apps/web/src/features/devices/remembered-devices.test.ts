import { expect, test } from 'vitest';
import { parseRememberedDevices } from './remembered-devices.ts';

test('ids are read, everything else is left out', () => {
  const kept = JSON.stringify({ microphoneId: 'm1', cameraId: 7, speakerId: '', other: 'x' });
  expect(parseRememberedDevices(kept)).toEqual({ microphoneId: 'm1' });
});

test.each([null, '', 'no json', '7', 'null', '[]'])('nothing comes of %s', (kept) => {
  expect(parseRememberedDevices(kept)).toEqual({});
});

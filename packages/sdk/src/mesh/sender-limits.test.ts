import type { MediaSource } from '@cline-meet/protocol';
import { describe, expect, it } from 'vitest';
import { senderLimits } from './sender-limits.ts';

const UPLINK = 3_000_000;
const AUDIO_HEADERS = 20_000;

/** What goes out on the wire, headers included. */
function uplink(receivers: number, sources: MediaSource[], isSharing: boolean): number {
  const each = sources.map((source) => {
    const { maxBitrate } = senderLimits(source, receivers, isSharing);
    return source === 'microphone' || source === 'screen_audio' ? maxBitrate + AUDIO_HEADERS : maxBitrate / 0.95;
  });
  return receivers * each.reduce((sum, bitrate) => sum + bitrate, 0);
}

describe('senderLimits', () => {
  it.each([1, 2, 3, 4])('fit an uplink of 3 Mbit/s with %i receivers', (receivers) => {
    expect(uplink(receivers, ['microphone', 'camera'], false)).toBeLessThan(UPLINK);
  });

  it.each([1, 2, 3, 4])('fit it while a screen with sound is shared with %i receivers', (receivers) => {
    expect(uplink(receivers, ['microphone', 'camera', 'screen', 'screen_audio'], true)).toBeLessThan(UPLINK);
  });

  it('never give more to a larger room', () => {
    for (let receivers = 1; receivers < 12; receivers += 1) {
      const now = senderLimits('camera', receivers, false);
      const next = senderLimits('camera', receivers + 1, false);
      expect(next.maxBitrate).toBeLessThanOrEqual(now.maxBitrate);
      expect(next.scaleResolutionDownBy).toBeGreaterThanOrEqual(now.scaleResolutionDownBy ?? 1);
    }
  });

  it('send the whole picture to one, and a quarter of its pixels to four', () => {
    expect(senderLimits('camera', 1, false).scaleResolutionDownBy).toBe(1);
    expect(senderLimits('camera', 4, false)).toMatchObject({ scaleResolutionDownBy: 2, maxFramerate: 30 });
  });

  it('give a shared screen most of the bits and all of its pixels', () => {
    const screen = senderLimits('screen', 4, true);
    expect(screen.maxBitrate).toBeGreaterThan(3 * senderLimits('camera', 4, true).maxBitrate);
    expect(screen.scaleResolutionDownBy).toBe(1);
  });

  it('stay usable for nobody and for a crowd', () => {
    for (const receivers of [0, 50]) {
      for (const source of ['microphone', 'camera', 'screen', 'screen_audio'] as const) {
        expect(senderLimits(source, receivers, true).maxBitrate).toBeGreaterThanOrEqual(32_000);
      }
    }
  });
});

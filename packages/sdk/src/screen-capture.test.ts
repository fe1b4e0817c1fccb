import { describe, expect, it } from 'vitest';
import { captureScreen, screenCaptureSupported } from './screen-capture.ts';

const video = { kind: 'video' } as MediaStreamTrack;
const audio = { kind: 'audio' } as MediaStreamTrack;

function sharing(audioTracks: MediaStreamTrack[]) {
  const stream = { getVideoTracks: () => [video], getAudioTracks: () => audioTracks } as unknown as MediaStream;
  return { getDisplayMedia: async () => stream };
}

function refusing(name: string, message = 'Permission denied') {
  return {
    getDisplayMedia: async (): Promise<MediaStream> => {
      throw new DOMException(message, name);
    },
  };
}

describe('captureScreen', () => {
  it('gives the picture, and the sound where it is shared', async () => {
    expect(await captureScreen(sharing([audio]))).toEqual({ video, audio });
    expect(await captureScreen(sharing([]))).toEqual({ video, audio: null });
  });

  it('is null where the person cancels', async () => {
    expect(await captureScreen(refusing('NotAllowedError'))).toBeNull();
  });

  it.each([
    ['NotAllowedError', 'Permission denied by system', 'denied'],
    ['NotSupportedError', '', 'unsupported'],
    ['NotReadableError', '', 'failed'],
    ['InvalidStateError', '', 'failed'],
  ])('tells %s (%s) as %s', async (name, message, failure) => {
    await expect(captureScreen(refusing(name, message))).rejects.toMatchObject({ failure });
  });

  it('is unsupported where the browser has none, as on phones', async () => {
    expect(screenCaptureSupported({})).toBe(false);
    await expect(captureScreen({})).rejects.toMatchObject({ failure: 'unsupported' });
  });
});

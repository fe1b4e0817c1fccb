import type { MediaSource } from '@cline-meet/protocol';

/** What an encoder should preserve (W3C MediaStreamTrack Content Hints). */
export const contentHints: Record<MediaSource, string> = {
  microphone: 'speech',
  camera: 'motion',
  screen: 'detail',
  screen_audio: 'music',
};

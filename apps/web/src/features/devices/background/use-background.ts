import type { TrackEffect } from '@cline-meet/sdk';
import { create } from 'zustand';
import { emitMeetingEvent } from '../../../session/meeting-events.ts';
import { type Background, blurShare, rememberBackground, rememberedBackground } from './background.ts';
import { BackgroundBlur } from './background-blur.ts';
import { BlurClient } from './blur-client.ts';
import { canvasPath } from './canvas-path.ts';
import { streamPath } from './stream-path.ts';

/** What the person chose, and whether this machine is too slow for it. */
export const useBackground = create<{ background: Background; isSlow: boolean }>(() => ({
  background: rememberedBackground(),
  isSlow: false,
}));

let blur: BackgroundBlur | null = null;

export function setBackground(background: Background): void {
  rememberBackground(background);
  useBackground.setState({ background, isSlow: false });
}

/** What makes the camera look as the person chose; the same one as long as only the strength changes. */
export function cameraEffect(): TrackEffect | null {
  const { background } = useBackground.getState();
  if (background === 'none') {
    releaseCameraEffect();
    return null;
  }
  const share = blurShare[background];
  blur ??= new BackgroundBlur(share, { createClient, openPath, now: () => performance.now(), slow });
  blur.share = share;
  return blur.effect;
}

/** Lets go of the memory that the effect needs; to be called when no camera uses it. */
export function releaseCameraEffect(): void {
  blur?.close();
  blur = null;
}

function createClient(): BlurClient {
  return new BlurClient(new Worker(new URL('./blur-worker.ts', import.meta.url), { type: 'module' }));
}

function openPath(source: MediaStreamTrack, client: BlurClient) {
  return streamPath(source) ?? canvasPath(source, (ms) => client.wait(ms));
}

function slow(): void {
  useBackground.setState({ isSlow: true });
  emitMeetingEvent({ type: 'background_slow' });
}

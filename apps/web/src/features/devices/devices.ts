import { LocalMedia, type LocalMediaState } from '@cline-meet/sdk';
import { create } from 'zustand';
import { emitMeetingEvent } from '../../session/meeting-events.ts';
import type { Background } from './background/background.ts';
import { cameraEffect, releaseCameraEffect, setBackground } from './background/use-background.ts';
import { failsByEffect } from './device-failures.ts';
import { rememberDevice, rememberedDevices } from './remembered-devices.ts';
import { rememberSwitches, switched } from './remembered-switches.ts';

const closed: LocalMediaState = {
  microphone: { status: 'off' },
  camera: { status: 'off' },
  devices: { microphones: [], cameras: [], speakers: [] },
  selected: { microphoneId: null, cameraId: null, speakerId: null },
};

let media: LocalMedia | null = null;
let stopWatching = () => {};

/** The person's own devices as the screen sees them, from the green room into the call. */
export const useDevices = create<LocalMediaState>(() => closed);

/** The devices that are open; opens them, all off, where they are not. */
export function openDevices(): LocalMedia {
  if (media) return media;
  const opened = new LocalMedia(navigator.mediaDevices, rememberedDevices());
  media = opened;
  useDevices.setState(opened.state, true);
  stopWatching = opened.subscribe(() => {
    const before = useDevices.getState();
    rememberSwitches(switched(before, opened.state));
    useDevices.setState(opened.state, true);
    if (failsByEffect(opened.state) && !failsByEffect(before)) emitMeetingEvent({ type: 'background_failed' });
  });
  void opened.setCameraEffect(cameraEffect());
  return opened;
}

/** Lets go of camera and microphone, so that their lights go out. */
export function closeDevices(): void {
  // First, so that closing is not taken for the person's choice.
  stopWatching();
  media?.close();
  releaseCameraEffect();
  media = null;
  useDevices.setState(closed, true);
}

export function chooseMicrophone(id: string): void {
  rememberDevice({ microphoneId: id });
  void openDevices().selectMicrophone(id);
}

export function chooseCamera(id: string): void {
  rememberDevice({ cameraId: id });
  void openDevices().selectCamera(id);
}

export function chooseBackground(background: Background): void {
  setBackground(background);
  void openDevices().setCameraEffect(cameraEffect());
}

export function chooseSpeaker(id: string): void {
  rememberDevice({ speakerId: id });
  openDevices().selectSpeaker(id);
}

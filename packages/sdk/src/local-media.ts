import { cameraKind, microphoneKind } from './device-kind.ts';
import { type DeviceState, LocalDevice } from './local-device.ts';
import type { TrackEffect } from './track-effect.ts';

export type { DeviceFailure } from './device-failure.ts';
export type { DeviceState } from './local-device.ts';

/** A device that can be chosen. Before the permission browsers leave both texts empty. */
export interface DeviceInfo {
  id: string;
  label: string;
}

/** The person's devices as they are now; a new object on each change. */
export interface LocalMediaState {
  microphone: DeviceState;
  camera: DeviceState;
  devices: {
    microphones: readonly DeviceInfo[];
    cameras: readonly DeviceInfo[];
    speakers: readonly DeviceInfo[];
  };
  /** What runs, or would run; null is not known before the permission. */
  selected: { microphoneId: string | null; cameraId: string | null; speakerId: string | null };
}

/** The devices that the person chose at an earlier visit; one that is gone is replaced by another. */
export interface DevicePreferences {
  microphoneId?: string | null | undefined;
  cameraId?: string | null | undefined;
  speakerId?: string | null | undefined;
}

type Devices = LocalMediaState['devices'];

/** Owns the person's own camera and microphone, from the green room into the call. Its methods never reject. */
export class LocalMedia {
  readonly #mediaDevices: MediaDevices | undefined;
  readonly #microphone: LocalDevice;
  readonly #camera: LocalDevice;
  readonly #listeners = new Set<() => void>();
  readonly #refresh = () => void this.#refreshDevices();
  #speakerId: string | null;
  #devices: Devices = { microphones: [], cameras: [], speakers: [] };
  #refreshes = 0;
  #state: LocalMediaState;

  constructor(
    mediaDevices: MediaDevices | undefined = globalThis.navigator?.mediaDevices,
    preferences: DevicePreferences = {},
  ) {
    this.#mediaDevices = mediaDevices;
    const changed = () => this.#update();
    this.#microphone = new LocalDevice(microphoneKind, mediaDevices, preferences.microphoneId ?? null, changed);
    this.#camera = new LocalDevice(cameraKind, mediaDevices, preferences.cameraId ?? null, changed);
    this.#speakerId = preferences.speakerId ?? null;
    this.#state = this.#read();
    mediaDevices?.addEventListener('devicechange', this.#refresh);
    this.#refresh();
  }

  get state(): LocalMediaState {
    return this.#state;
  }

  /** Calls `listener` after each change; returns the way to stop it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Off is at once and keeps the capture, silenced, so that on is instant. */
  async setMicrophone(on: boolean): Promise<void> {
    await this.#microphone.set(on);
    await this.#refreshDevices();
  }

  /** Off gives the camera back, so that its light goes out. */
  async setCamera(on: boolean): Promise<void> {
    await this.#camera.set(on);
    await this.#refreshDevices();
  }

  /**
   * Has everybody see what the effect makes of the camera; null is the camera as it is. One that is on is `starting` until
   * the effect's track is there, and `failed` with `effect` where the effect can't run: without it nothing is shown.
   */
  setCameraEffect(effect: TrackEffect | null): Promise<void> {
    return this.#camera.setEffect(effect);
  }

  selectMicrophone(deviceId: string): Promise<void> {
    return this.#microphone.select(deviceId);
  }

  selectCamera(deviceId: string): Promise<void> {
    return this.#camera.select(deviceId);
  }

  /** For the app to give to `setSinkId` of what it plays. */
  selectSpeaker(deviceId: string): void {
    this.#speakerId = deviceId;
    this.#update();
  }

  /** Gives all devices back; nothing can be turned on again. */
  close(): void {
    this.#mediaDevices?.removeEventListener('devicechange', this.#refresh);
    this.#microphone.close();
    this.#camera.close();
    this.#listeners.clear();
  }

  /** Ids and labels come with the permission, so the lists are read anew after each opening too. */
  async #refreshDevices(): Promise<void> {
    const refresh = ++this.#refreshes;
    const found = await this.#mediaDevices?.enumerateDevices().catch(() => null);
    // A list that was asked for later is the newer, whichever comes first.
    if (!found || refresh !== this.#refreshes) return;
    this.#devices = {
      microphones: ofKind(found, 'audioinput'),
      cameras: ofKind(found, 'videoinput'),
      speakers: ofKind(found, 'audiooutput'),
    };
    this.#update();
  }

  #update(): void {
    this.#state = this.#read();
    for (const listener of [...this.#listeners]) listener();
  }

  #read(): LocalMediaState {
    const { microphones, cameras, speakers } = this.#devices;
    return {
      microphone: this.#microphone.state,
      camera: this.#camera.state,
      devices: this.#devices,
      selected: {
        microphoneId: selectedOf(microphones, this.#microphone.deviceId),
        cameraId: selectedOf(cameras, this.#camera.deviceId),
        speakerId: selectedOf(speakers, this.#speakerId),
      },
    };
  }
}

function ofKind(devices: readonly MediaDeviceInfo[], kind: MediaDeviceKind): DeviceInfo[] {
  return devices.filter((device) => device.kind === kind).map(({ deviceId, label }) => ({ id: deviceId, label }));
}

/** The wanted device where it is there, else the first, which browsers take when none is asked for. */
function selectedOf(devices: readonly DeviceInfo[], wantedId: string | null): string | null {
  const known = devices.filter((device) => device.id !== '');
  if (known.length === 0 || known.some((device) => device.id === wantedId)) return wantedId;
  return known[0]?.id ?? null;
}

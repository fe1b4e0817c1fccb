import { DeviceCapture } from './device-capture.ts';
import { type DeviceFailure, deviceFailureOf } from './device-failure.ts';

/** How a kind of device is opened and turned off. */
export interface DeviceKind {
  constraints(deviceId: string | null): MediaStreamConstraints;
  contentHint: string;
  /** Off keeps the capture, silenced, so that on is instant; else off gives the device back and its light goes out. */
  keepsCapture: boolean;
}

export const microphoneKind: DeviceKind = {
  constraints: (deviceId) => ({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...exactly(deviceId) },
  }),
  contentHint: 'speech',
  keepsCapture: true,
};

export const cameraKind: DeviceKind = {
  constraints: (deviceId) => ({
    video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 }, ...exactly(deviceId) },
  }),
  contentHint: 'motion',
  keepsCapture: false,
};

/** Opens the device that is asked for (null: any). Where it cannot be had, another is better than none. */
export async function openDevice(
  kind: DeviceKind,
  deviceId: string | null,
  mediaDevices: MediaDevices | undefined,
): Promise<DeviceCapture | DeviceFailure> {
  const opened = (result: MediaStreamTrack | DeviceFailure) =>
    typeof result === 'string' ? result : new DeviceCapture(result, deviceId);
  const first = await request(kind, deviceId, mediaDevices);
  if (deviceId === null || typeof first !== 'string' || first === 'denied' || first === 'insecure')
    return opened(first);
  const another = await request(kind, null, mediaDevices);
  return opened(typeof another === 'string' ? first : another);
}

async function request(
  kind: DeviceKind,
  deviceId: string | null,
  mediaDevices: MediaDevices | undefined,
): Promise<MediaStreamTrack | DeviceFailure> {
  // Browsers hide mediaDevices from insecure origins (W3C Media Capture and Streams, section 9.1).
  if (!mediaDevices || globalThis.isSecureContext === false) return 'insecure';
  try {
    const stream = await mediaDevices.getUserMedia(kind.constraints(deviceId));
    return stream.getTracks()[0] ?? 'not_found';
  } catch (error) {
    return deviceFailureOf(error);
  }
}

function exactly(deviceId: string | null): { deviceId?: ConstrainDOMString } {
  return deviceId === null ? {} : { deviceId: { exact: deviceId } };
}

import type { DeviceFailure, DeviceState, LocalMediaState } from '@cline-meet/sdk';

/** What failed, told once where camera and microphone failed alike. */
export interface FailureNotice {
  device: 'microphone' | 'camera' | 'both';
  failure: Exclude<DeviceFailure, 'effect'>;
}

/** Whether the camera is off because it cannot look as the person wants. */
export function failsByEffect({ camera }: Pick<LocalMediaState, 'camera'>): boolean {
  return camera.status === 'failed' && camera.failure === 'effect';
}

/** What keeps the devices from being opened; an effect on one that opens is told of elsewhere. */
export function deviceFailures({
  microphone,
  camera,
}: Pick<LocalMediaState, 'microphone' | 'camera'>): FailureNotice[] {
  const [ofMicrophone, ofCamera] = [failureOf(microphone), failureOf(camera)];
  if (ofMicrophone && ofMicrophone === ofCamera) return [{ device: 'both', failure: ofMicrophone }];
  const notices: FailureNotice[] = [];
  if (ofMicrophone) notices.push({ device: 'microphone', failure: ofMicrophone });
  if (ofCamera) notices.push({ device: 'camera', failure: ofCamera });
  return notices;
}

function failureOf(device: DeviceState): FailureNotice['failure'] | null {
  return device.status === 'failed' && device.failure !== 'effect' ? device.failure : null;
}

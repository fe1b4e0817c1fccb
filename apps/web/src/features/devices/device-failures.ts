import type { DeviceFailure, LocalMediaState } from '@cline-meet/sdk';

/** What failed, told once where camera and microphone failed alike. */
export interface FailureNotice {
  device: 'microphone' | 'camera' | 'both';
  failure: DeviceFailure;
}

export function deviceFailures({
  microphone,
  camera,
}: Pick<LocalMediaState, 'microphone' | 'camera'>): FailureNotice[] {
  const ofMicrophone = microphone.status === 'failed' ? microphone.failure : null;
  const ofCamera = camera.status === 'failed' ? camera.failure : null;
  if (ofMicrophone && ofMicrophone === ofCamera) return [{ device: 'both', failure: ofMicrophone }];
  const notices: FailureNotice[] = [];
  if (ofMicrophone) notices.push({ device: 'microphone', failure: ofMicrophone });
  if (ofCamera) notices.push({ device: 'camera', failure: ofCamera });
  return notices;
}

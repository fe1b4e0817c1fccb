import type { DeviceState } from '@cline-meet/sdk';
import { Mic, MicOff, Video, VideoOff } from 'lucide-react';
import { useText } from '../../i18n/text.ts';
import { isOn } from '../../session/meeting-store.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { openDevices, useDevices } from './devices.ts';

/** Turns the microphone on and off, also while it starts; after a failure it tries again. */
export function MicrophoneToggle() {
  const { devices } = useText();
  const microphone = useDevices((state) => state.microphone);
  const on = isOn(microphone);
  return (
    <IconButton
      size="large"
      tone={on ? 'raised' : 'danger'}
      label={on ? devices.turnOffMicrophone : devices.turnOnMicrophone}
      icon={<DeviceIcon state={microphone} On={Mic} Off={MicOff} />}
      onClick={() => void openDevices().setMicrophone(!on)}
    />
  );
}

/** Turns the camera on and off, also while it starts; after a failure it tries again. */
export function CameraToggle() {
  const { devices } = useText();
  const camera = useDevices((state) => state.camera);
  const on = isOn(camera);
  return (
    <IconButton
      size="large"
      tone={on ? 'raised' : 'danger'}
      label={on ? devices.turnOffCamera : devices.turnOnCamera}
      icon={<DeviceIcon state={camera} On={Video} Off={VideoOff} />}
      onClick={() => void openDevices().setCamera(!on)}
    />
  );
}

interface DeviceIconProps {
  state: DeviceState;
  On: typeof Mic;
  Off: typeof Mic;
}

function DeviceIcon({ state, On, Off }: DeviceIconProps) {
  if (state.status === 'starting') return <Spinner size="small" />;
  const Icon = state.status === 'on' ? On : Off;
  return <Icon size={22} aria-hidden="true" />;
}

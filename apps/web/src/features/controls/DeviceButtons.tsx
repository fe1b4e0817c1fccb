import { Mic, MicOff, Video, VideoOff } from 'lucide-react';
import { useText } from '../../i18n/text.ts';
import { toggleCamera, toggleMicrophone } from '../../session/meeting-actions.ts';
import { useDeviceOn } from '../../session/meeting-store.ts';
import { IconButton } from '../../ui/IconButton.tsx';

export function MicrophoneButton() {
  const text = useText().meeting.controls;
  const on = useDeviceOn('microphone');
  const Icon = on ? Mic : MicOff;
  return (
    <IconButton
      label={on ? text.turnOffMicrophone : text.turnOnMicrophone}
      icon={<Icon size={22} aria-hidden="true" />}
      tone={on ? 'raised' : 'danger'}
      size="large"
      aria-keyshortcuts="Control+D Meta+D"
      onClick={toggleMicrophone}
    />
  );
}

export function CameraButton() {
  const text = useText().meeting.controls;
  const on = useDeviceOn('camera');
  const Icon = on ? Video : VideoOff;
  return (
    <IconButton
      label={on ? text.turnOffCamera : text.turnOnCamera}
      icon={<Icon size={22} aria-hidden="true" />}
      tone={on ? 'raised' : 'danger'}
      size="large"
      aria-keyshortcuts="Control+E Meta+E"
      onClick={toggleCamera}
    />
  );
}

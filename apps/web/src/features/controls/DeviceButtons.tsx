import { type LucideIcon, Mic, MicOff, Video, VideoOff } from 'lucide-react';
import { useText } from '../../i18n/text.ts';
import { toggleCamera, toggleMicrophone } from '../../session/meeting-actions.ts';
import { useDeviceOn } from '../../session/meeting-store.ts';
import { IconButton } from '../../ui/IconButton.tsx';

export function MicrophoneButton() {
  const text = useText().meeting.controls;
  const look = useDeviceOn('microphone')
    ? { on: true, label: text.turnOffMicrophone, Icon: Mic }
    : { on: false, label: text.turnOnMicrophone, Icon: MicOff };
  return <DeviceButton {...look} shortcuts="Control+D Meta+D" onClick={toggleMicrophone} />;
}

export function CameraButton() {
  const text = useText().meeting.controls;
  const look = useDeviceOn('camera')
    ? { on: true, label: text.turnOffCamera, Icon: Video }
    : { on: false, label: text.turnOnCamera, Icon: VideoOff };
  return <DeviceButton {...look} shortcuts="Control+E Meta+E" onClick={toggleCamera} />;
}

interface DeviceButtonProps {
  on: boolean;
  label: string;
  Icon: LucideIcon;
  /** As `aria-keyshortcuts` has them. */
  shortcuts: string;
  onClick: () => void;
}

function DeviceButton({ on, label, Icon, shortcuts, onClick }: DeviceButtonProps) {
  return (
    <IconButton
      label={label}
      icon={<Icon size={22} aria-hidden="true" />}
      tone={on ? 'raised' : 'danger'}
      size="large"
      aria-keyshortcuts={shortcuts}
      onClick={onClick}
    />
  );
}

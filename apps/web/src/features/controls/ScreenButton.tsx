import { MonitorUp, MonitorX } from 'lucide-react';
import { useText } from '../../i18n/text.ts';
import { startPresenting, stopPresenting } from '../../session/meeting-actions.ts';
import { useMeeting } from '../../session/meeting-store.ts';
import { IconButton } from '../../ui/IconButton.tsx';

/** Presents the screen or stops it; absent on browsers (phones) that cannot share one. */
export function ScreenButton() {
  const text = useText().meeting.controls;
  const presenting = useMeeting(({ screen }) => screen !== null);
  if (!canPresent()) return null;
  const Icon = presenting ? MonitorX : MonitorUp;
  return (
    <IconButton
      label={presenting ? text.stopPresenting : text.present}
      icon={<Icon size={22} aria-hidden="true" />}
      tone={presenting ? 'active' : 'raised'}
      size="large"
      onClick={() => (presenting ? stopPresenting() : void startPresenting())}
    />
  );
}

export function canPresent(): boolean {
  return typeof navigator.mediaDevices?.getDisplayMedia === 'function';
}

import { Mic, MicOff, Video, VideoOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/text.ts';
import { forgetMeeting } from '../../session/meeting.ts';
import { useDeviceOn } from '../../session/meeting-store.ts';
import { Button } from '../../ui/Button.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { useDarkTheme } from '../../ui/use-dark-theme.ts';
import { usePageTitle } from '../title/use-page-title.ts';

/** For who waits to be let in: nothing of the room is known here, and nothing of it is shown. */
export function WaitingScreen() {
  const text = useText().meeting.waiting;
  const camera = useDeviceOn('camera');
  const microphone = useDeviceOn('microphone');
  useDarkTheme();
  usePageTitle(text.title);
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 bg-page px-6 text-center text-ink">
      <Spinner size="large" label={text.title} />
      <div className="flex flex-col gap-2">
        <h1 className="text-balance font-semibold text-2xl">{text.title}</h1>
        <p className="text-balance text-ink-soft">{text.text}</p>
      </div>
      <div className="flex max-w-md flex-col gap-3 rounded-card bg-surface px-6 py-5 text-sm">
        <p className="flex flex-wrap justify-center gap-x-6 gap-y-2">
          <DeviceNote icon={camera ? <Video size={18} /> : <VideoOff size={18} />}>
            {camera ? text.cameraOn : text.cameraOff}
          </DeviceNote>
          <DeviceNote icon={microphone ? <Mic size={18} /> : <MicOff size={18} />}>
            {microphone ? text.microphoneOn : text.microphoneOff}
          </DeviceNote>
        </p>
        <p className="text-balance text-ink-soft">{text.off}</p>
      </div>
      <Button onClick={forgetMeeting}>{text.leave}</Button>
    </main>
  );
}

function DeviceNote({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-2">
      <span aria-hidden="true">{icon}</span>
      {children}
    </span>
  );
}

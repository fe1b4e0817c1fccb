import { useEffect } from 'react';
import { closeDevices } from '../../features/devices/devices.ts';
import { useText } from '../../i18n/text.ts';
import { useMeeting } from '../../session/meeting-store.ts';
import { Spinner } from '../../ui/Spinner.tsx';
import { useDarkTheme } from '../../ui/use-dark-theme.ts';
import { usePageTitle } from '../title/use-page-title.ts';
import { LeftPage } from './LeftPage.tsx';
import { MeetingRoom } from './MeetingRoom.tsx';
import { WaitingScreen } from './WaitingScreen.tsx';

/** The meeting from the join button on: joining, waiting, inside, over. */
export function MeetingPage() {
  const phase = useMeeting(({ room }) => room.phase);
  const inside = useMeeting(({ room }) => room.room !== null);
  const closed = phase.name === 'closed';
  useEffect(() => {
    // Camera and microphone lights go out with the meeting.
    if (closed) closeDevices();
  }, [closed]);
  switch (phase.name) {
    case 'idle':
    case 'joining':
    case 'joined':
    case 'reconnecting':
      return inside ? <MeetingRoom /> : <JoiningScreen />;
    case 'waiting':
      return <WaitingScreen />;
    case 'closed':
      return <LeftPage reason={phase.reason} />;
    default:
      return phase satisfies never;
  }
}

function JoiningScreen() {
  const text = useText().meeting;
  useDarkTheme();
  usePageTitle(text.joining);
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-5 bg-page text-ink">
      <Spinner size="large" label={text.joining} />
      <p aria-hidden="true">{text.joining}</p>
    </main>
  );
}

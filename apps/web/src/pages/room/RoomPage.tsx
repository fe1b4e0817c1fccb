import type { RoomCode } from '@cline-meet/protocol';
import { lazy, Suspense, useEffect } from 'react';
import { closeDevices } from '../../features/devices/devices.ts';
import { forgetMeeting } from '../../session/meeting.ts';
import { useMeeting } from '../../session/meeting-store.ts';
import { TooltipProvider } from '../../ui/Tooltip.tsx';
import { LoadingPage } from '../loading/LoadingPage.tsx';
import { GreenRoom } from './GreenRoom.tsx';
import { RefusedPage } from './RefusedPage.tsx';
import { SignedIn } from './SignedIn.tsx';

const MeetingPage = lazy(() =>
  import('../meeting/MeetingPage.tsx').then((module) => ({ default: module.MeetingPage })),
);

/** One room's address: the green room until the person joins, then the meeting. Leaving the page leaves both. */
export function RoomPage({ code }: { code: RoomCode }) {
  const entered = useMeeting((meeting) => meeting.code === code);
  const refusal = useMeeting(({ session, room }) =>
    session === null && room.phase.name === 'closed' ? room.phase.reason : null,
  );
  useEffect(
    () => () => {
      forgetMeeting();
      closeDevices();
    },
    [],
  );
  return (
    <TooltipProvider>
      <Suspense fallback={<LoadingPage />}>
        {entered && refusal && <RefusedPage reason={refusal} onRetry={forgetMeeting} />}
        {entered && !refusal && <MeetingPage />}
        {!entered && <SignedIn>{(user) => <GreenRoom code={code} user={user} />}</SignedIn>}
      </Suspense>
    </TooltipProvider>
  );
}

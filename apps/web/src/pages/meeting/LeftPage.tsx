import type { CloseName, ErrorCode } from '@cline-meet/protocol';
import { DoorOpen, Unplug } from 'lucide-react';
import { useText } from '../../i18n/text.ts';
import { forgetMeeting } from '../../session/meeting.ts';
import { Button } from '../../ui/Button.tsx';
import { HomeButton } from '../errors/HomeButton.tsx';
import { MessagePage } from '../errors/MessagePage.tsx';
import { endingOf, endingText } from './left-reason.ts';
import { SignedOutPage } from './SignedOutPage.tsx';

/** After the meeting: why one is no longer in it, and the ways on. Rejoining leads through the green room. */
export function LeftPage({ reason }: { reason: CloseName | ErrorCode }) {
  const text = useText();
  const { title, rejoin } = endingOf(reason);
  if (title === 'signedOut') return <SignedOutPage />;
  return (
    <MessagePage
      icon={title === 'lost' || title === 'failed' ? <Unplug size={36} /> : <DoorOpen size={36} />}
      title={text.meeting.left[title]}
      actions={
        <>
          {rejoin && <Button onClick={forgetMeeting}>{text.meeting.left[rejoin]}</Button>}
          <HomeButton />
        </>
      }
    >
      {title !== 'left' && endingText(text, reason)}
    </MessagePage>
  );
}

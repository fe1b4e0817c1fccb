import type { CloseName, ErrorCode } from '@cline-meet/protocol';
import { CalendarX2, CircleSlash, LockKeyhole, SearchX, Unplug, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Catalogue } from '../../i18n/en/catalogue.ts';
import { useText } from '../../i18n/text.ts';
import { Button } from '../../ui/Button.tsx';
import { HomeButton } from '../errors/HomeButton.tsx';
import { MessagePage } from '../errors/MessagePage.tsx';

type Reason = ErrorCode | CloseName;
type RoomTitle = Extract<keyof Catalogue['lobby'], `room${string}Title`>;

/** What keeps a person out of a room, by its reason; `retry` where the next try may succeed. */
const refusals: Partial<Record<Reason, { title: RoomTitle; icon: ReactNode; retry: boolean }>> = {
  room_not_found: { title: 'roomNotFoundTitle', icon: <SearchX size={36} />, retry: false },
  room_expired: { title: 'roomExpiredTitle', icon: <CalendarX2 size={36} />, retry: false },
  room_ended: { title: 'roomEndedTitle', icon: <CircleSlash size={36} />, retry: false },
  room_locked: { title: 'roomLockedTitle', icon: <LockKeyhole size={36} />, retry: true },
  room_full: { title: 'roomFullTitle', icon: <Users size={36} />, retry: true },
};

/** In place of a room that cannot be entered: why, and the way on. */
export function RefusedPage({ reason, onRetry }: { reason: Reason; onRetry: () => void }) {
  const text = useText();
  const refusal = refusals[reason];
  const retry = refusal?.retry ?? true;
  return (
    <MessagePage
      icon={refusal?.icon ?? <Unplug size={36} />}
      title={refusal ? text.lobby[refusal.title] : text.lobby.failedTitle}
      actions={
        <>
          <HomeButton variant={retry ? 'secondary' : 'primary'} />
          {retry && (
            <Button variant="primary" onClick={onRetry}>
              {text.common.tryAgain}
            </Button>
          )}
        </>
      }
    >
      {sentence(text, reason)}
    </MessagePage>
  );
}

function sentence({ errors }: Catalogue, reason: Reason): string {
  return reason in errors.code ? errors.code[reason as ErrorCode] : errors.close[reason as CloseName];
}

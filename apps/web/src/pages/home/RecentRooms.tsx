import type { User } from '@cline-meet/protocol';
import { useText } from '../../i18n/text.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { failureText } from '../errors/failure-text.ts';
import { RecentRoom } from './RecentRoom.tsx';
import { RoomsEmpty } from './RoomsEmpty.tsx';
import { useNow } from './use-now.ts';
import { useRecentRooms } from './use-recent-rooms.ts';

/** The person's own meetings that can still be entered. */
export function RecentRooms({ user }: { user: User }) {
  const text = useText();
  const now = useNow(30_000);
  const { recent, reload } = useRecentRooms(user.userId);
  if (recent.status === 'loading') {
    return (
      <div className="flex min-h-48 items-center justify-center">
        <Spinner label={text.common.loading} />
      </div>
    );
  }
  if (recent.status === 'failed') {
    return (
      <Notice tone="danger" action={<Button onClick={reload}>{text.common.tryAgain}</Button>}>
        {failureText(text, recent.failure)}
      </Notice>
    );
  }
  const open = recent.rooms.filter((room) => new Date(room.expiresAt) > now);
  if (open.length === 0) return <RoomsEmpty>{text.home.recentEmpty}</RoomsEmpty>;
  return (
    <ul className="-mx-2 flex max-h-[26rem] flex-col overflow-y-auto">
      {open.map((room) => (
        <RecentRoom key={room.code} room={room} now={now} />
      ))}
    </ul>
  );
}

import { Link } from 'lucide-react';
import { useEffect, useState } from 'react';
import { formatTime } from '../../i18n/format.ts';
import { useLanguage, useText } from '../../i18n/text.ts';
import { copyMeetingLink } from '../../session/meeting-actions.ts';
import { useMeeting } from '../../session/meeting-store.ts';
import { IconButton } from '../../ui/IconButton.tsx';

/** The time and what the meeting is called, with the link to share. */
export function MeetingName() {
  const text = useText().meeting.controls;
  const language = useLanguage();
  const now = useMinute();
  const code = useMeeting((meeting) => meeting.code);
  const name = useMeeting(({ room }) => room.room?.name);
  return (
    <div className="flex min-w-0 items-center gap-1 text-ink text-sm">
      <time
        dateTime={now.toISOString()}
        className="hidden shrink-0 border-line border-e pe-3 me-2 font-medium lg:block"
      >
        {formatTime(now, language)}
      </time>
      <h1 className="min-w-0 truncate font-medium">{name || code}</h1>
      <IconButton
        label={text.copyLink}
        icon={<Link size={18} aria-hidden="true" />}
        onClick={() => void copyMeetingLink()}
      />
    </div>
  );
}

function useMinute(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setTimeout(() => setNow(new Date()), 60_000 - (Date.now() % 60_000));
    return () => clearTimeout(timer);
  });
  return now;
}

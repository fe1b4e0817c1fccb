import { Link, X } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../../i18n/text.ts';
import { copyMeetingLink, meetingLink } from '../../session/meeting-actions.ts';
import { useMeeting } from '../../session/meeting-store.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';

/** For the first in the room: the link to send to the others. */
export function AloneCard() {
  const { common, meeting } = useText();
  const text = meeting.stage;
  const code = useMeeting((store) => store.code);
  const [dismissed, setDismissed] = useState(false);
  if (dismissed || !code) return null;
  return (
    <div className="absolute start-3 top-3 z-20 flex w-80 max-w-[calc(100%-1.5rem)] animate-rise flex-col items-start gap-2 rounded-card bg-surface px-5 pt-3 pb-5 text-ink text-sm shadow-float">
      <div className="-me-2 flex items-center self-stretch justify-between">
        <h2 className="font-semibold text-base">{text.alone}</h2>
        <IconButton
          label={text.dismissAlone}
          icon={<X size={18} aria-hidden="true" />}
          onClick={() => setDismissed(true)}
        />
      </div>
      <p className="text-ink-soft">{text.aloneText}</p>
      <p className="w-full select-all truncate rounded-lg bg-surface-sunken px-3 py-2">{meetingLink(code)}</p>
      <Button variant="primary" icon={<Link size={18} aria-hidden="true" />} onClick={() => void copyMeetingLink()}>
        {common.copyLink}
      </Button>
    </div>
  );
}

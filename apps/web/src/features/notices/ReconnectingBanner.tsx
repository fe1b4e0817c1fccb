import { useEffect, useState } from 'react';
import { useText } from '../../i18n/text.ts';
import { useMeeting } from '../../session/meeting-store.ts';
import { Button } from '../../ui/Button.tsx';
import { Spinner } from '../../ui/Spinner.tsx';

/** Tells that the connection is lost and when the next try starts; the person can start it now. */
export function ReconnectingBanner() {
  const text = useText().meeting.notices;
  const phase = useMeeting(({ room }) => room.phase);
  const session = useMeeting((meeting) => meeting.session);
  const retryAt = phase.name === 'reconnecting' ? phase.retryAt : null;
  const seconds = useSecondsUntil(retryAt);
  if (retryAt === null) return null;
  return (
    <div className="flex flex-wrap items-center justify-center gap-x-3 bg-warning-soft px-4 py-1 text-sm text-warning-ink">
      <Spinner size="small" />
      {/* The countdown is for the eye: a screen reader would hear every second. */}
      <span role="status" className="sr-only">
        {text.reconnecting}
      </span>
      <span aria-hidden="true">{seconds > 0 ? text.retryIn(seconds) : text.reconnecting}</span>
      <Button variant="quiet" className="text-warning-ink" onClick={() => session?.reconnectNow()}>
        {text.tryNow}
      </Button>
    </div>
  );
}

function useSecondsUntil(time: number | null): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (time === null) return;
    setNow(Date.now());
    const interval = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(interval);
  }, [time]);
  return time === null ? 0 : Math.max(0, Math.ceil((time - now) / 1000));
}

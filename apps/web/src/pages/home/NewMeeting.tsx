import { Video } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useText } from '../../i18n/text.ts';
import { Button } from '../../ui/Button.tsx';

// The first load of home stays small: dialogs come when they are asked for.
const NewMeetingDialog = lazy(() =>
  import('./NewMeetingDialog.tsx').then((module) => ({ default: module.NewMeetingDialog })),
);

/** The button that opens the new meeting dialog. */
export function NewMeeting({ disabled }: { disabled: boolean }) {
  const text = useText();
  const [open, setOpen] = useState(false);
  const [wanted, setWanted] = useState(false);
  const show = () => {
    setWanted(true);
    setOpen(true);
  };
  return (
    <>
      <Button
        variant="primary"
        icon={<Video size={20} aria-hidden="true" />}
        className="min-h-12 shrink-0"
        disabled={disabled}
        onClick={show}
      >
        {text.home.newMeeting}
      </Button>
      <Suspense>{wanted && <NewMeetingDialog open={open} onOpenChange={setOpen} />}</Suspense>
    </>
  );
}

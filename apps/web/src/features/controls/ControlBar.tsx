import type { ReactNode } from 'react';
import { useText } from '../../i18n/text.ts';
import { CameraButton, MicrophoneButton } from './DeviceButtons.tsx';
import { HandButton } from './HandButton.tsx';
import { LeaveButton } from './LeaveButton.tsx';
import { MeetingName } from './MeetingName.tsx';
import { MoreMenu } from './MoreMenu.tsx';
import { ChatButton, PeopleButton } from './PanelButtons.tsx';
import { ReactionButton } from './ReactionButton.tsx';
import { ScreenButton } from './ScreenButton.tsx';
import { useCompact } from './use-compact.ts';
import { useMeetingKeys } from './use-meeting-keys.ts';

/** The bar below the stage: what the meeting is at the left, with its badge, the own devices in the middle, panels at the right. */
export function ControlBar({ badge }: { badge: ReactNode }) {
  const text = useText().meeting.controls;
  const compact = useCompact();
  useMeetingKeys();
  return (
    <section
      aria-label={text.label}
      className="flex shrink-0 items-center justify-center gap-2 px-2 pt-2 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:px-4 md:grid md:grid-cols-[1fr_auto_1fr]"
    >
      {!compact && (
        <div className="flex min-w-0 items-center">
          <MeetingName />
          {badge}
        </div>
      )}
      <div className="flex items-center justify-center gap-2">
        <MicrophoneButton />
        <CameraButton />
        {!compact && <ScreenButton />}
        {!compact && <ReactionButton />}
        {!compact && <HandButton />}
        <MoreMenu compact={compact} />
        {compact && <ChatButton />}
        {compact && <PeopleButton />}
        <LeaveButton />
      </div>
      {!compact && (
        <div className="flex items-center justify-end gap-1">
          <PeopleButton />
          <ChatButton />
        </div>
      )}
    </section>
  );
}

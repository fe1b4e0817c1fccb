import { useEffect } from 'react';
import { ChatPanel } from '../../features/chat/ChatPanel.tsx';
import { ControlBar } from '../../features/controls/ControlBar.tsx';
import { ShortcutsDialog } from '../../features/controls/ShortcutsDialog.tsx';
import { useCompact } from '../../features/controls/use-compact.ts';
import { BackgroundHelp } from '../../features/devices/background/BackgroundHelp.tsx';
import { BlurStarting } from '../../features/devices/background/BlurStarting.tsx';
import { DevicePickers } from '../../features/devices/DevicePickers.tsx';
import { EncryptionBadge } from '../../features/encryption/EncryptionBadge.tsx';
import { ReconnectingBanner } from '../../features/notices/ReconnectingBanner.tsx';
import { Toasts } from '../../features/notices/Toasts.tsx';
import { FloatingReactions } from '../../features/reactions/FloatingReactions.tsx';
import { PeoplePanel } from '../../features/roster/PeoplePanel.tsx';
import { SettingsDialog } from '../../features/settings/SettingsDialog.tsx';
import { RemoteSound } from '../../features/stage/RemoteSound.tsx';
import { Stage } from '../../features/stage/Stage.tsx';
import { useText } from '../../i18n/text.ts';
import { watchSpeakers } from '../../session/meeting-speaking.ts';
import { useMeeting } from '../../session/meeting-store.ts';
import { useMeetingView } from '../../session/meeting-view.ts';
import { useDarkTheme } from '../../ui/use-dark-theme.ts';
import { usePageTitle } from '../title/use-page-title.ts';

/** The room with everything in it. */
export function MeetingRoom() {
  const text = useText().meeting;
  const name = useMeeting(({ room, code }) => room.room?.name || code);
  const panel = useMeetingView((view) => view.panel);
  const compact = useCompact();
  useDarkTheme();
  usePageTitle(name ?? text.unnamed);
  useEffect(watchSpeakers, []);
  return (
    <div className="flex h-dvh flex-col overflow-hidden bg-page text-ink">
      <ReconnectingBanner />
      {compact && (
        <div className="flex shrink-0 justify-center empty:hidden">
          <EncryptionBadge withLabel />
        </div>
      )}
      <div className="flex min-h-0 flex-1 gap-3 px-2 pt-2 sm:px-4 sm:pt-4">
        <main className="relative min-w-0 flex-1">
          <Stage />
          <RemoteSound />
          <FloatingReactions />
          <Toasts />
        </main>
        {panel === 'chat' && <ChatPanel />}
        {panel === 'people' && <PeoplePanel />}
      </div>
      <ControlBar badge={<EncryptionBadge />} />
      <SettingsDialog
        devices={
          <>
            <DevicePickers />
            <BackgroundHelp />
            <BlurStarting />
          </>
        }
      />
      <ShortcutsDialog />
    </div>
  );
}

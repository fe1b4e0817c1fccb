import { useText } from '../../i18n/text.ts';
import { useMeetingView } from '../../session/meeting-view.ts';
import { SidePanel } from '../../ui/SidePanel.tsx';
import { MessageComposer } from './MessageComposer.tsx';
import { MessageLog } from './MessageLog.tsx';

/** The meeting's chat. */
export function ChatPanel() {
  const text = useText().meeting.chat;
  const openPanel = useMeetingView((view) => view.openPanel);
  return (
    <SidePanel title={text.title} closeLabel={text.close} onClose={() => openPanel(null)}>
      <MessageLog />
      <MessageComposer />
    </SidePanel>
  );
}

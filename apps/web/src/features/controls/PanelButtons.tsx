import { MessageSquareText, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/text.ts';
import { useMeeting } from '../../session/meeting-store.ts';
import { type Panel, useMeetingView } from '../../session/meeting-view.ts';
import { IconButton } from '../../ui/IconButton.tsx';

export function ChatButton() {
  const text = useText().meeting.controls;
  const unread = useMeetingView((view) => view.unread);
  return (
    <PanelButton panel="chat" label={unread > 0 ? text.chatUnread(unread) : text.chat} badge={unread} strong>
      <MessageSquareText size={22} aria-hidden="true" />
    </PanelButton>
  );
}

export function PeopleButton() {
  const text = useText().meeting.controls;
  const count = useMeeting(({ room }) => room.participants.length);
  const waiting = useMeeting(({ room }) => room.waiting.length);
  return (
    <PanelButton panel="people" label={text.people(count)} badge={count} strong={waiting > 0}>
      <Users size={22} aria-hidden="true" />
    </PanelButton>
  );
}

interface PanelButtonProps {
  panel: Panel;
  label: string;
  badge: number;
  /** The badge asks for attention. */
  strong: boolean;
  children: ReactNode;
}

function PanelButton({ panel, label, badge, strong, children }: PanelButtonProps) {
  const open = useMeetingView((view) => view.panel === panel);
  const togglePanel = useMeetingView((view) => view.togglePanel);
  const badgeTone = strong ? 'bg-brand text-on-brand' : 'bg-surface-hover text-ink';
  const icon = (
    <span className="relative">
      {children}
      {badge > 0 && (
        <span
          aria-hidden="true"
          className={`absolute -end-3 -top-3 min-w-5 rounded-full px-1 text-center font-semibold text-[0.6875rem] leading-5 ${badgeTone}`}
        >
          {badge > 99 ? '99+' : badge}
        </span>
      )}
    </span>
  );
  return (
    <IconButton
      label={label}
      icon={icon}
      size="large"
      className={open ? 'text-brand-ink' : ''}
      aria-pressed={open}
      onClick={() => togglePanel(panel)}
    />
  );
}

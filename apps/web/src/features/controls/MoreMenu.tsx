import { reactionEmojis } from '@cline-meet/protocol';
import { EllipsisVertical, Hand, Keyboard, Link, MonitorUp, MonitorX, Settings } from 'lucide-react';
import { useText } from '../../i18n/text.ts';
import { copyMeetingLink, react, startPresenting, stopPresenting, toggleHand } from '../../session/meeting-actions.ts';
import { useMeetingDialog } from '../../session/meeting-dialogs.ts';
import { useMeeting, useSelf } from '../../session/meeting-store.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu, MenuIconItem, MenuIconRow, MenuItem, MenuSeparator } from '../../ui/Menu.tsx';
import { canPresent } from './ScreenButton.tsx';

/** What has no button of its own; on phones reactions, the hand and the screen too. */
export function MoreMenu({ compact }: { compact: boolean }) {
  const text = useText().meeting.controls;
  const show = useMeetingDialog((store) => store.show);
  const trigger = (
    <IconButton label={text.more} icon={<EllipsisVertical size={22} aria-hidden="true" />} tone="raised" size="large" />
  );
  return (
    <Menu trigger={trigger} side="top" align="center">
      {compact && <CompactItems />}
      <MenuItem icon={<Link size={20} aria-hidden="true" />} onSelect={() => void copyMeetingLink()}>
        {text.copyLink}
      </MenuItem>
      <MenuItem icon={<Keyboard size={20} aria-hidden="true" />} onSelect={() => show('shortcuts')}>
        {text.shortcuts}
      </MenuItem>
      <MenuItem icon={<Settings size={20} aria-hidden="true" />} onSelect={() => show('settings')}>
        {text.settings}
      </MenuItem>
    </Menu>
  );
}

function CompactItems() {
  const { controls: text, reactions } = useText().meeting;
  const presenting = useMeeting(({ screen }) => screen !== null);
  const raised = (useSelf()?.handRaisedAt ?? null) !== null;
  const ScreenIcon = presenting ? MonitorX : MonitorUp;
  return (
    <>
      <MenuIconRow label={reactions.label}>
        {reactionEmojis.map((emoji) => (
          <MenuIconItem key={emoji} label={reactions.names[emoji]} icon={emoji} onSelect={() => react(emoji)} />
        ))}
      </MenuIconRow>
      <MenuSeparator />
      <MenuItem icon={<Hand size={20} aria-hidden="true" />} onSelect={toggleHand}>
        {raised ? text.lowerHand : text.raiseHand}
      </MenuItem>
      {canPresent() && (
        <MenuItem
          icon={<ScreenIcon size={20} aria-hidden="true" />}
          onSelect={() => (presenting ? stopPresenting() : void startPresenting())}
        >
          {presenting ? text.stopPresenting : text.present}
        </MenuItem>
      )}
      <MenuSeparator />
    </>
  );
}

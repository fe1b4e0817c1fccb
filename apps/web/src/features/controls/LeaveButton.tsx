import { CircleStop, LogOut, PhoneOff } from 'lucide-react';
import { useText } from '../../i18n/text.ts';
import { leaveMeeting } from '../../session/meeting.ts';
import { endMeeting } from '../../session/meeting-actions.ts';
import { useMeetingDialog } from '../../session/meeting-dialogs.ts';
import { useIsHost } from '../../session/meeting-store.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu, MenuItem } from '../../ui/Menu.tsx';

/** Leaves; a host may end the meeting for everyone instead. */
export function LeaveButton() {
  const text = useText().meeting.controls;
  const isHost = useIsHost();
  const show = useMeetingDialog((store) => store.show);
  const icon = <PhoneOff size={22} aria-hidden="true" />;
  if (!isHost) {
    return (
      <IconButton
        label={text.leave}
        icon={icon}
        tone="danger"
        size="large"
        className="sm:w-18"
        onClick={leaveMeeting}
      />
    );
  }
  const trigger = <IconButton label={text.leaveChoices} icon={icon} tone="danger" size="large" className="sm:w-18" />;
  return (
    <>
      <Menu trigger={trigger} side="top" align="center">
        <MenuItem icon={<LogOut size={20} aria-hidden="true" />} onSelect={leaveMeeting}>
          {text.leave}
        </MenuItem>
        <MenuItem icon={<CircleStop size={20} aria-hidden="true" />} tone="danger" onSelect={() => show('end')}>
          {text.endForAll}
        </MenuItem>
      </Menu>
      <EndDialog />
    </>
  );
}

function EndDialog() {
  const { common, meeting } = useText();
  const text = meeting.controls;
  const { dialog, show } = useMeetingDialog();
  return (
    <ConfirmDialog
      open={dialog === 'end'}
      onOpenChange={(open) => show(open ? 'end' : null)}
      title={text.endTitle}
      text={text.endText}
      cancelLabel={common.cancel}
      closeLabel={common.close}
      confirmLabel={text.endForAll}
      onConfirm={endMeeting}
    />
  );
}

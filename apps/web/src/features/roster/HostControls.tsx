import { MicOff } from 'lucide-react';
import { useId, useState } from 'react';
import { useText } from '../../i18n/text.ts';
import { changeRoomSettings, muteEveryone } from '../../session/meeting-actions.ts';
import { useMeeting } from '../../session/meeting-store.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Switch } from '../../ui/Switch.tsx';

/** What a host decides for the whole room. */
export function HostControls() {
  const { common, meeting } = useText();
  const text = meeting.people;
  const id = useId();
  const settings = useMeeting(({ room }) => room.room?.settings);
  const [muting, setMuting] = useState(false);
  if (!settings) return null;
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3 border-line border-t pt-4">
      <h3 id={id} className="font-medium text-ink-soft text-sm">
        {text.hostControls}
      </h3>
      <Switch
        label={text.waitingRoom}
        hint={text.waitingRoomHint}
        checked={settings.waitingRoom}
        onChange={(waitingRoom) => changeRoomSettings({ waitingRoom })}
      />
      <Switch
        label={text.lock}
        hint={text.lockHint}
        checked={settings.locked}
        onChange={(locked) => changeRoomSettings({ locked })}
      />
      <Button icon={<MicOff size={18} aria-hidden="true" />} className="self-start" onClick={() => setMuting(true)}>
        {text.muteAll}
      </Button>
      <ConfirmDialog
        open={muting}
        onOpenChange={setMuting}
        title={text.muteAllTitle}
        text={text.muteAllText}
        cancelLabel={common.cancel}
        closeLabel={common.close}
        confirmLabel={text.muteAll}
        onConfirm={muteEveryone}
      />
    </section>
  );
}

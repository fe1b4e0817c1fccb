import { type ReactNode, useId } from 'react';
import { isLanguage, languages } from '../../i18n/language.ts';
import { switchLanguage, useLanguage, useText } from '../../i18n/text.ts';
import { useMeetingDialog } from '../../session/meeting-dialogs.ts';
import { useMeetingPreferences } from '../../session/meeting-preferences.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { announce } from '../../ui/LiveRegion.tsx';
import { Select } from '../../ui/Select.tsx';
import { Switch } from '../../ui/Switch.tsx';

/** Devices, language and sounds; all of it is kept by this browser. `devices` are the pickers. */
export function SettingsDialog({ devices }: { devices: ReactNode }) {
  const { common, meeting } = useText();
  const text = meeting.settings;
  const { dialog, show } = useMeetingDialog();
  const { sounds, setSounds } = useMeetingPreferences();
  return (
    <Dialog
      open={dialog === 'settings'}
      onOpenChange={(open) => show(open ? 'settings' : null)}
      title={text.title}
      closeLabel={common.close}
      size="large"
    >
      <div className="flex flex-col gap-7">
        <Group title={text.devices}>{devices}</Group>
        <Group title={text.general}>
          <LanguageSelect />
          <Switch label={text.sounds} hint={text.soundsHint} checked={sounds} onChange={setSounds} />
        </Group>
      </div>
    </Dialog>
  );
}

function LanguageSelect() {
  const { common, meeting } = useText();
  const language = useLanguage();
  const choose = (value: string) => {
    if (isLanguage(value)) switchLanguage(value).catch(() => announce(common.languageFailed, 'assertive'));
  };
  return (
    <Select label={meeting.settings.language} value={language} options={languages} placeholder="" onChange={choose} />
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-4">
      <h3 id={id} className="font-medium text-ink-soft text-sm">
        {title}
      </h3>
      {children}
    </section>
  );
}

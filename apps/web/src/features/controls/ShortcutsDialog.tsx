import { useText } from '../../i18n/text.ts';
import { useMeetingDialog } from '../../session/meeting-dialogs.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { isMac } from './shortcuts.ts';

/** All keys of the meeting. */
export function ShortcutsDialog() {
  const { common, meeting } = useText();
  const text = meeting.shortcuts;
  const { dialog, show } = useMeetingDialog();
  const mac = isMac(navigator.platform);
  const modifier = mac ? '⌘' : 'Ctrl';
  const alt = mac ? '⌥' : 'Alt';
  const rows: [label: string, keys: string[]][] = [
    [text.microphone, [modifier, 'D']],
    [text.camera, [modifier, 'E']],
    [text.talk, [text.space]],
    [text.hand, [modifier, alt, 'H']],
    [text.chat, [modifier, alt, 'C']],
    [text.people, [modifier, alt, 'P']],
    [text.show, ['?']],
  ];
  return (
    <Dialog
      open={dialog === 'shortcuts'}
      onOpenChange={(open) => show(open ? 'shortcuts' : null)}
      title={text.title}
      closeLabel={common.close}
    >
      <dl className="divide-y divide-line text-sm">
        {rows.map(([label, keys]) => (
          <div key={label} className="flex min-h-11 items-center justify-between gap-4">
            <dt>{label}</dt>
            <dd className="flex shrink-0 gap-1">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="rounded-md border border-line-strong bg-surface-sunken px-2 py-0.5 font-sans text-xs"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

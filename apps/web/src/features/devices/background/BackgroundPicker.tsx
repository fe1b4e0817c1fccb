import { UserRound } from 'lucide-react';
import { useText } from '../../../i18n/text.ts';
import { Select } from '../../../ui/Select.tsx';
import { chooseBackground } from '../devices.ts';
import { backgrounds, isBackground } from './background.ts';
import { canBlur } from './blur-support.ts';
import { useBackground } from './use-background.ts';

/** What others see behind the person. Nothing is shown in browsers that cannot change it. */
export function BackgroundPicker() {
  const { background: text } = useText().devices;
  const background = useBackground((state) => state.background);
  // What was chosen can be taken back, whatever has become of the browser.
  if (background === 'none' && !canBlur()) return null;
  return (
    <Select
      label={text.label}
      icon={<UserRound size={18} aria-hidden="true" className="shrink-0 text-ink-soft" />}
      value={background}
      options={backgrounds.map((value) => ({ value, label: text.names[value] }))}
      placeholder=""
      onChange={(value) => isBackground(value) && chooseBackground(value)}
    />
  );
}

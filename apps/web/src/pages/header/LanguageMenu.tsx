import { Languages } from 'lucide-react';
import { isLanguage, languages } from '../../i18n/language.ts';
import { switchLanguage, useLanguage, useText } from '../../i18n/text.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { announce } from '../../ui/LiveRegion.tsx';
import { Menu, MenuChoice } from '../../ui/Menu.tsx';

/** Switches the language of the whole product at once. */
export function LanguageMenu() {
  const text = useText();
  const language = useLanguage();
  const choose = (value: string) => {
    if (!isLanguage(value)) return;
    switchLanguage(value).catch(() => announce(text.common.languageFailed, 'assertive'));
  };
  return (
    <Menu
      trigger={
        <IconButton
          label={text.common.language}
          icon={<Languages size={22} aria-hidden="true" />}
          tooltipSide="bottom"
        />
      }
    >
      <MenuChoice
        label={text.common.language}
        value={language}
        options={languages.map((option) => ({ ...option, lang: option.value }))}
        onChange={choose}
      />
    </Menu>
  );
}

import { Languages } from 'lucide-react';
import { isLanguage, languages } from './language.ts';
import { switchLanguage, useLanguage, useText } from './text.ts';

/**
 * Switches the language of the whole product at once. The browser's own select: it needs no code on the first load and
 * speaks to every phone. `onFailure` gets a sentence when the words could not be loaded and the former language stays.
 */
export function LanguageSelect({ onFailure }: { onFailure: (message: string) => void }) {
  const text = useText();
  const language = useLanguage();
  const choose = (value: string) => {
    if (!isLanguage(value)) return;
    switchLanguage(value).catch(() => onFailure(text.common.languageFailed));
  };
  return (
    <label className="relative inline-flex min-h-11 items-center rounded-full text-ink-soft hover:bg-surface-hover hover:text-ink">
      <Languages size={20} aria-hidden="true" className="pointer-events-none absolute start-3.5" />
      <span className="sr-only">{text.common.language}</span>
      <select
        value={language}
        onChange={(event) => choose(event.target.value)}
        className="min-h-11 cursor-pointer appearance-none rounded-full bg-transparent ps-10.5 pe-4 font-medium text-sm *:bg-surface *:text-ink"
      >
        {languages.map(({ value, label }) => (
          <option key={value} value={value} lang={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

import { type Catalogue, en } from '../apps/web/src/i18n/en/catalogue.ts';
import { ja } from '../apps/web/src/i18n/ja/catalogue.ts';

/** The names that the controls bear in English: tests find them as a screen reader would. */
export const english = en;

/** The names that they bear for a browser of this language. */
export function wordsOf(locale: string): Catalogue {
  return locale.startsWith('ja') ? ja : en;
}

import type { Language } from './language.ts';

type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** The form of a word that goes with `count` (Unicode CLDR plural rules); `#` in it becomes the number. */
export function plural(language: Language, count: number, forms: Forms): string {
  const form = forms[new Intl.PluralRules(language).select(count)] ?? forms.other;
  return form.replace('#', new Intl.NumberFormat(language).format(count));
}

/** The languages of the product, by their own names. */
export const languages = [
  { value: 'en', label: 'English' },
  { value: 'ja', label: '日本語' },
] as const;

export type Language = (typeof languages)[number]['value'];

export function isLanguage(value: unknown): value is Language {
  return languages.some((language) => language.value === value);
}

/** The person's own choice, else the first of the browser's languages (BCP 47 tags) that we speak, else English. */
export function chooseLanguage(remembered: string | null, preferred: readonly string[]): Language {
  if (isLanguage(remembered)) return remembered;
  const spoken = preferred.map((tag) => tag.toLowerCase().split('-')[0]).find(isLanguage);
  return spoken ?? 'en';
}

import { create } from 'zustand';
import { rememberedItem, rememberItem } from '../storage/remembered.ts';
import type { Catalogue } from './en/catalogue.ts';
import { chooseLanguage, type Language } from './language.ts';

const REMEMBERED_LANGUAGE = 'cline-meet.language';

const loaders: Record<Language, () => Promise<Catalogue>> = {
  en: () => import('./en/catalogue.ts').then((module) => module.en),
  ja: () => import('./ja/catalogue.ts').then((module) => module.ja),
};

const useLanguageStore = create<{ language: Language; text: Catalogue | null }>(() => ({ language: 'en', text: null }));

/** Loads the language of this person; the app renders after it. */
export async function startLanguage(): Promise<void> {
  await show(chooseLanguage(rememberedItem(REMEMBERED_LANGUAGE), navigator.languages));
}

/** Switches the language and remembers it. Rejects when its words cannot be loaded; the former language then stays. */
export async function switchLanguage(language: Language): Promise<void> {
  await show(language);
  rememberItem(REMEMBERED_LANGUAGE, language);
}

/** The words of the product in the chosen language. */
export function useText(): Catalogue {
  return loaded(useLanguageStore((state) => state.text));
}

export function useLanguage(): Language {
  return useLanguageStore((state) => state.language);
}

/** As {@link useText}, for code outside React. What it returns is not updated by a switch. */
export function currentText(): Catalogue {
  return loaded(useLanguageStore.getState().text);
}

function loaded(text: Catalogue | null): Catalogue {
  if (!text) throw new Error('startLanguage() has not finished');
  return text;
}

async function show(language: Language): Promise<void> {
  const text = await loaders[language]();
  document.documentElement.lang = language;
  useLanguageStore.setState({ language, text });
}

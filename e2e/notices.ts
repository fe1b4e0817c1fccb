import type { Locator, Page } from '@playwright/test';
import type { wordsOf } from './words.ts';

/** The short-lived notices of a meeting, on one person's screen. */
export class Notices {
  readonly #page: Page;
  readonly #words: ReturnType<typeof wordsOf>['meeting']['notices'];

  constructor(page: Page, words: ReturnType<typeof wordsOf>) {
    this.#page = page;
    this.#words = words.meeting.notices;
  }

  saying(text: string): Locator {
    return this.#page.getByRole('region', { name: this.#words.label }).getByText(text);
  }

  /** From now on notes every notice that appears, however short. Resolves to how to read them. */
  async record(): Promise<() => Promise<string[]>> {
    const noted = await this.#page.evaluateHandle((label) => {
      const texts: string[] = [];
      const observer = new MutationObserver((records) => {
        const region = document.querySelector(`[aria-label="${label}"]`);
        const added = records.flatMap((record) => [...record.addedNodes]);
        texts.push(...added.filter((node) => region?.contains(node)).map((node) => node.textContent ?? ''));
      });
      observer.observe(document.body, { childList: true, subtree: true });
      return texts;
    }, this.#words.label);
    return () => noted.jsonValue();
  }
}

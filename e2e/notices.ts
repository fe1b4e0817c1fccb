import type { Locator, Page } from '@playwright/test';
import { english } from './words.ts';

const { notices } = english.meeting;

/** The short-lived notices of a meeting, on one person's screen. */
export class Notices {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  saying(text: string): Locator {
    return this.#page.getByRole('region', { name: notices.label }).getByText(text);
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
    }, notices.label);
    return () => noted.jsonValue();
  }
}

import { expect, type Locator, type Page } from '@playwright/test';
import type { wordsOf } from './words.ts';

/** The chat of a meeting, on one person's screen. */
export class ChatPanel {
  readonly log: Locator;
  readonly field: Locator;
  readonly #page: Page;
  readonly #words: ReturnType<typeof wordsOf>['meeting']['chat'];

  constructor(page: Page, words: ReturnType<typeof wordsOf>) {
    this.#page = page;
    this.#words = words.meeting.chat;
    this.log = page.getByRole('log', { name: this.#words.log });
    this.field = page.getByRole('textbox', { name: this.#words.field });
  }

  async open(): Promise<void> {
    if (await this.field.isVisible()) return;
    await this.#page.getByRole('button', { name: this.#words.title }).first().click();
    await expect(this.field).toBeVisible();
  }

  /** Sends a message, and sees it in the log. */
  async say(text: string): Promise<void> {
    await this.open();
    await this.field.fill(text);
    await this.field.press('Enter');
    await expect(this.message(text)).toBeVisible();
  }

  message(text: string): Locator {
    return this.log.getByText(text);
  }
}

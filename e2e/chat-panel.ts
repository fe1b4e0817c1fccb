import { expect, type Locator, type Page } from '@playwright/test';
import { english } from './words.ts';

const { chat } = english.meeting;

/** The chat of a meeting, on one person's screen. */
export class ChatPanel {
  readonly log: Locator;
  readonly field: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.log = page.getByRole('log', { name: chat.log });
    this.field = page.getByRole('textbox', { name: chat.field });
  }

  async open(): Promise<void> {
    if (await this.field.isVisible()) return;
    await this.#page.getByRole('button', { name: /^Chat/ }).click();
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

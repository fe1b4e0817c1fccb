import { expect, type Locator, type Page } from '@playwright/test';
import type { wordsOf } from './words.ts';

/** The list of people in a meeting, on one person's screen. */
export class PeoplePanel {
  readonly inMeeting: Locator;
  readonly #page: Page;
  readonly #words: ReturnType<typeof wordsOf>['meeting']['people'];

  constructor(page: Page, words: ReturnType<typeof wordsOf>) {
    this.#page = page;
    this.#words = words.meeting.people;
    this.inMeeting = page.getByRole('region', { name: this.#words.inMeeting });
  }

  async open(): Promise<void> {
    const heading = this.#page.getByRole('heading', { name: this.#words.title, exact: true });
    if (await heading.isVisible()) return;
    await this.#page.getByRole('button', { name: this.#words.title }).click();
    await expect(heading).toBeVisible();
  }

  row(name: string): Locator {
    return this.inMeeting.getByRole('listitem').filter({ hasText: name });
  }

  isMuted(name: string): Locator {
    return this.row(name).getByRole('img', { name: this.#words.microphoneOff });
  }

  switch(name: string): Locator {
    return this.#page.getByRole('switch', { name });
  }

  async openActions(name: string): Promise<void> {
    await this.open();
    await this.#page.getByRole('button', { name: this.#words.actions(name), exact: true }).click();
  }

  /** Takes an action on a person, from their menu. */
  async choose(name: string, action: string): Promise<void> {
    await this.openActions(name);
    await this.#page.getByRole('menuitem', { name: action, exact: true }).click();
  }
}

import { expect, type Locator, type Page } from '@playwright/test';
import { english } from './words.ts';

const { people } = english.meeting;

/** The list of people in a meeting, on one person's screen. */
export class PeoplePanel {
  readonly inMeeting: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.inMeeting = page.getByRole('region', { name: people.inMeeting });
  }

  async open(): Promise<void> {
    const heading = this.#page.getByRole('heading', { name: people.title, exact: true });
    if (await heading.isVisible()) return;
    await this.#page.getByRole('button', { name: /^People, / }).click();
    await expect(heading).toBeVisible();
  }

  row(name: string): Locator {
    return this.inMeeting.getByRole('listitem').filter({ hasText: name });
  }

  isMuted(name: string): Locator {
    return this.row(name).getByRole('img', { name: people.microphoneOff });
  }

  switch(name: string): Locator {
    return this.#page.getByRole('switch', { name });
  }

  async openActions(name: string): Promise<void> {
    await this.open();
    await this.#page.getByRole('button', { name: people.actions(name), exact: true }).click();
  }

  /** Takes an action on a person, from their menu. */
  async choose(name: string, action: string): Promise<void> {
    await this.openActions(name);
    await this.#page.getByRole('menuitem', { name: action, exact: true }).click();
  }
}

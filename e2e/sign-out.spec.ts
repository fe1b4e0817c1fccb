import type { Page } from '@playwright/test';
import type { Person } from './person.ts';
import { expect, test } from './sign-in-fixtures.ts';
import { english, wordsOf } from './words.ts';

/** From the click that signs out to the page in the other tab. */
const PROMPT = { timeout: 5000 };

/** Opens the menu of the account in another tab of this person's browser. */
async function openAccount({ context, words, name }: Person): Promise<Page> {
  const tab = await context.newPage();
  await tab.goto('/');
  await tab.getByRole('button', { name: words.home.signedInAs(name) }).click();
  return tab;
}

async function signsOutElsewhere(person: Person): Promise<void> {
  const tab = await openAccount(person);
  await tab.getByRole('menuitem', { name: person.words.home.signOut }).click();
  await tab.getByRole('dialog').getByRole('button', { name: person.words.home.signOut }).click();
}

test('signing out in one tab ends the meeting of another, for good', async ({ person }) => {
  const [ana, ben] = await Promise.all([person('Ana'), person('Ben')]);
  const code = await ana.createRoom();
  await Promise.all([ana.join(code), ben.join(code)]);
  await expect(ana.tile('Ben')).toBeVisible();

  await signsOutElsewhere(ben);
  const { left, controls } = english.meeting;
  await expect(ben.page.getByRole('heading', { name: left.signedOut })).toBeVisible(PROMPT);
  await expect(ben.page.getByText(english.errors.close.signedOut)).toBeVisible();
  await expect(ana.tile('Ben')).toHaveCount(0, PROMPT);
  await expect(ana.page.getByRole('button', { name: controls.people(1) })).toBeVisible();
  expect(await ben.connectionId(code)).toBeNull();

  // The way on that the page names: back as someone who says who they are.
  await ben.tabsTo(ben.button(left.rejoin));
  await ben.page.keyboard.press('Enter');
  await ben.page.getByRole('textbox', { name: english.home.yourName }).fill('Ben again');
  await ben.button(english.lobby.continue).click();
  await ben.button(english.lobby.join).click();
  await ben.seesMeeting();
  await expect(ana.tile('Ben again')).toBeVisible();
});

test('a tab that waits at the door is told too, in its language', async ({ person }) => {
  const [ana, chika] = await Promise.all([person('Ana'), person('Chika', { locale: 'ja-JP' })]);
  const code = await ana.createRoom({ waitingRoom: true });
  await ana.join(code);
  await chika.knock(code);
  await ana.people.open();
  await expect(ana.button(english.meeting.people.admitName('Chika'))).toBeVisible();
  await signsOutElsewhere(chika);
  await expect(chika.page.getByRole('heading', { name: wordsOf('ja-JP').meeting.left.signedOut })).toBeVisible(PROMPT);
  await expect(ana.button(english.meeting.people.admitName('Chika'))).toHaveCount(0, PROMPT);
});

test('a guest who signs in from another tab leaves the meeting, and comes back as the account', async ({ person }) => {
  const [ana, ben] = await Promise.all([person('Ana'), person('Ben')]);
  const code = await ana.createRoom();
  await Promise.all([ana.join(code), ben.join(code)]);
  const tab = await openAccount(ben);
  await tab.getByRole('menuitem', { name: english.home.signInWith('Google') }).click();
  await tab.getByRole('button', { name: 'Kit', exact: true }).click();
  await expect(tab.getByRole('button', { name: english.home.signedInAs('Kit') })).toBeVisible();

  const { signedInAnew, left } = english.meeting;
  await expect(ana.tile('Ben')).toHaveCount(0, PROMPT);
  await ben.page.bringToFront();
  await ben.page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await expect(ben.page.getByRole('heading', { name: signedInAnew.title('Kit') })).toBeVisible(PROMPT);
  await ben.button(left.rejoin).click();
  await expect(ben.button(english.home.signedInAs('Kit'))).toBeVisible();
  await ben.button(english.lobby.join).click();
  await ben.seesMeeting();
  await expect(ana.tile('Kit')).toBeVisible();
  await expect(ana.tile('Ben')).toHaveCount(0);
});

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { english } from './words.ts';

const key = 'Rk3-example_KEY-012345';

for (const locale of ['en-US', 'ja-JP']) {
  test(`axe finds nothing serious on home, green room and an encrypted meeting (${locale})`, async ({ person }) => {
    const [ana, ben] = await Promise.all([person('Ana', { locale }), person('Ben')]);
    const { words } = ana;
    const code = await ana.createRoom({ name: 'Planning', encrypted: true });
    await ana.page.goto('/');
    await expect(ana.button(words.home.newMeeting)).toBeVisible();
    await expect(ana.page.locator('html')).toHaveAttribute('lang', locale.slice(0, 2));
    await expectNothingSerious(ana.page, 'home');

    await ana.button(words.home.newMeeting).click();
    await expect(ana.page.getByRole('dialog')).toBeVisible();
    await expectNothingSerious(ana.page, 'new meeting');

    await ana.open(code);
    await expect(ana.page.getByRole('textbox', { name: words.lobby.keyLabel })).toBeVisible();
    await expectNothingSerious(ana.page, 'green room without the key');
    await ana.open(code, key);
    await expect(ana.button(words.lobby.join)).toBeEnabled();
    await expectNothingSerious(ana.page, 'green room');

    await ana.button(words.lobby.join).click();
    await ben.join(code, key);
    await ben.chat.say('Hello https://example.com');
    await expect(ana.tile('Ben')).toBeVisible();
    await expectNothingSerious(ana.page, 'meeting');
    await ana.button(words.meeting.encryption.badge).click();
    await expect(ana.page.getByRole('dialog', { name: words.meeting.encryption.title })).toBeVisible();
    await expectNothingSerious(ana.page, 'fingerprint');
    await ana.page.keyboard.press('Escape');
    await ana.people.open();
    await expectNothingSerious(ana.page, 'meeting with people');
    await ana.chat.open();
    await expectNothingSerious(ana.page, 'meeting with chat');
  });
}

async function expectNothingSerious(page: Page, where: string): Promise<void> {
  // A dialog that is still fading in has no colours to judge.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const found = serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  expect(found, `serious violations on ${where}`).toEqual([]);
}

test('from home into a meeting by keyboard alone', async ({ person }) => {
  const ana = await person('Ana', { signedIn: false });
  await ana.page.goto('/');
  await ana.tabsTo(ana.button(english.home.newMeeting));
  await ana.page.keyboard.press('Enter');
  const name = ana.page.getByRole('textbox', { name: english.home.yourName });
  await expect(name).toBeVisible();
  await ana.tabsTo(name);
  await ana.page.keyboard.type('Ana');
  await ana.page.keyboard.press('Enter');
  await expect(ana.button(english.lobby.join)).toBeVisible();
  await ana.tabsTo(ana.button(english.lobby.join));
  await ana.page.keyboard.press('Enter');
  await ana.seesMeeting();
  await ana.tabsTo(ana.button(english.meeting.controls.turnOffMicrophone));
  await ana.page.keyboard.press('Space');
  await expect(ana.button(english.meeting.controls.turnOnMicrophone)).toBeFocused();
});

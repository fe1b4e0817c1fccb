import { expect, test } from './fixtures.ts';
import { english, wordsOf } from './words.ts';

const japanese = wordsOf('ja-JP');

test('a reaction by keyboard is seen by everyone with its name, and said to screen readers; it passes', async ({
  person,
}) => {
  const phone = { locale: 'ja-JP', viewport: { width: 390, height: 844 } };
  const [ana, ben] = await Promise.all([person('Ana'), person('Ben', phone)]);
  const code = await ana.createRoom();
  await Promise.all([ana.join(code), ben.join(code)]);
  const { reactions, controls } = english.meeting;

  await ana.tabsTo(ana.button(controls.react));
  await ana.page.keyboard.press('Enter');
  const bar = ana.page.getByRole('toolbar', { name: reactions.label });
  await expect(bar.getByRole('button', { name: reactions.names['💖'] })).toBeFocused();
  await ana.page.keyboard.press('ArrowRight');
  await ana.page.keyboard.press('Enter');

  const floating = ({ page }: typeof ana, emoji: string) => page.getByTestId('reaction').filter({ hasText: emoji });
  await expect(floating(ben, '👍')).toContainText('Ana');
  await expect(floating(ana, '👍')).toContainText(english.meeting.yourself);
  const said = japanese.meeting.reactions.said('Ana', japanese.meeting.reactions.names['👍']);
  await expect(ben.page.locator('[aria-live=polite]')).toHaveText(said);
  await expect(floating(ben, '👍')).toBeHidden();

  await ana.page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
  await expect(ana.button(controls.react)).toBeFocused();

  await ben.button(japanese.meeting.controls.more).click();
  await ben.page.getByRole('menuitem', { name: japanese.meeting.reactions.names['🎉'] }).click();
  await expect(floating(ana, '🎉')).toContainText('Ben');
});

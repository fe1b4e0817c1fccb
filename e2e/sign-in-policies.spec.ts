import { expect, test } from './sign-in-fixtures.ts';
import { english, wordsOf } from './words.ts';

const japanese = wordsOf('ja-JP');

const { home } = english;
const signIn = home.signInWith('Google');

// Without guests, and with meetings created by the people of one domain.
test.use({ settings: { GUESTS: 'off', ROOM_CREATORS: 'example.org' } });

test('home and the room offer to sign in and nothing else', async ({ person }) => {
  const ana = await person('Ana', { signedIn: false, locale: 'ja-JP' });
  await ana.page.goto('/');
  await expect(ana.page.getByText(japanese.home.guestsOff)).toBeVisible();
  await expect(ana.button(japanese.home.newMeeting)).toBeDisabled();
  await ana.page.goto('/abc-mnop-xyz');
  await expect(ana.page.getByRole('heading', { name: japanese.lobby.signInTitle })).toBeVisible();
  await expect(ana.page.getByRole('link', { name: japanese.home.signInWith('Google') })).toBeVisible();
  await expect(ana.page.getByRole('textbox')).toHaveCount(0);
});

test('people of the domain create meetings, others are told that they may not', async ({ person }) => {
  const [ana, ben] = await Promise.all([person('Ana', { signedIn: false }), person('Ben', { signedIn: false })]);
  for (const { page } of [ana, ben]) {
    await page.goto('/');
    await page.getByRole('banner').getByRole('link', { name: signIn }).click();
  }
  await ana.button('Aki Mori').click();
  await expect(ana.button(home.newMeeting)).toBeEnabled();
  await ben.button('Kit').click();
  await expect(ben.page.getByText(home.creatorsDomains)).toBeVisible();
  await expect(ben.button(home.newMeeting)).toBeDisabled();
});

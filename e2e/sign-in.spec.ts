import { akisPicture, expect, test } from './sign-in-fixtures.ts';
import { english } from './words.ts';

const { home, lobby } = english;
const signIn = home.signInWith('Google');

const picture =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1" fill="teal"/></svg>';

test('a person signs in from a link by keyboard, is seen with name and picture, and signs out', async ({ person }) => {
  const [ben, ana] = await Promise.all([person('Ben'), person('Aki Mori', { signedIn: false })]);
  for (const { context } of [ana, ben]) {
    await context.route(akisPicture, (route) => route.fulfill({ contentType: 'image/svg+xml', body: picture }));
  }
  const code = await ben.createRoom();
  await ben.join(code);

  await ana.open(code);
  await ana.tabsTo(ana.page.getByRole('link', { name: signIn }));
  await ana.page.keyboard.press('Enter');
  await expect(ana.page).toHaveURL(/^http:\/\/127\.0\.0\.1:\d+\/interaction\//);
  await ana.button('Aki Mori').click();
  await expect(ana.page).toHaveURL(`/${code}`);
  const account = ana.button(home.signedInAs('Aki Mori'));
  await expect(account.locator('img')).toHaveAttribute('src', akisPicture);
  await ana.button(lobby.join).click();
  await ana.seesMeeting();
  await expect(ben.tile('Aki Mori')).toBeVisible();

  await ana.page.goto('/');
  await account.click();
  await expect(ana.page.getByRole('menuitem', { name: home.rename })).toHaveCount(0);
  await ana.page.getByRole('menuitem', { name: home.signOut }).click();
  await expect(ana.page.getByText(home.signOutHintAccount)).toBeVisible();
  await ana.confirms(home.signOut);
  await expect(ana.page.getByRole('link', { name: signIn })).toBeVisible();
  await expect(account).toHaveCount(0);
});

test('a guest becomes the person who signs in, and one who cancels stays the guest', async ({ person }) => {
  const ana = await person('Ana');
  const code = await ana.createRoom();
  await ana.open(code);
  const leaveForProvider = async () => {
    await ana.button(home.signedInAs('Ana')).click();
    await ana.page.getByRole('menuitem', { name: signIn }).click();
  };
  await leaveForProvider();
  await ana.button('Cancel').click();
  await expect(ana.page.getByText(home.signInErrors.sign_in_cancelled)).toBeVisible();
  await expect(ana.page).toHaveURL(`/${code}`);
  await expect(ana.button(home.signedInAs('Ana'))).toBeVisible();

  await leaveForProvider();
  await ana.button('Kit').click();
  await expect(ana.button(home.signedInAs('Kit'))).toBeVisible();
  await expect(ana.page).toHaveURL(`/${code}`);
});

test('what went wrong is told once, with the way to try again', async ({ person }) => {
  const ana = await person('Ana', { signedIn: false });
  await ana.page.goto('/?error=sign_in_failed');
  const alert = ana.page.getByRole('alert').filter({ hasText: home.signInErrors.sign_in_failed });
  await expect(alert.getByRole('link', { name: signIn })).toBeVisible();
  await expect(ana.page).toHaveURL('/');
  await alert.getByRole('button', { name: english.common.close }).click();
  await expect(alert).toHaveCount(0);
  await ana.page.reload();
  await expect(ana.button(home.newMeeting)).toBeEnabled();
  await expect(alert).toHaveCount(0);
});

import { expect, test } from './fixtures.ts';
import { english } from './words.ts';

test('a room that does not exist, and an address that is none', async ({ person }) => {
  const ana = await person('Ana');
  await ana.page.goto('/abc-mnop-xyz');
  await expect(ana.page.getByRole('heading', { name: english.lobby.roomNotFoundTitle })).toBeVisible();
  await ana.page.goto('/no/such/page');
  await expect(ana.page.getByRole('heading', { name: english.errors.notFoundTitle })).toBeVisible();
});

test('a room past its expiry, with the way to a new one', async ({ person }) => {
  const ana = await person('Ana');
  const code = await ana.createRoom();
  // It takes a day: here the server's answer after it.
  const body = { error: { code: 'room_expired', message: 'The room is past its expiry.' } };
  await ana.page.route(`**/api/rooms/${code}`, (route) => route.fulfill({ status: 410, json: body }));
  await ana.open(code);
  await expect(ana.page.getByRole('heading', { name: english.lobby.roomExpiredTitle })).toBeVisible();
});

test('an address in another spelling leads to the room', async ({ person }) => {
  const ana = await person('Ana');
  const code = await ana.createRoom({ name: 'Planning' });
  await ana.page.goto(`/${code.replaceAll('-', '').toUpperCase()}`);
  await expect(ana.page).toHaveURL(`/${code}`);
  await expect(ana.button(english.lobby.join)).toBeVisible();
});

test('a guest without a name is asked for one and then comes in', async ({ person }) => {
  const [ana, ben] = await Promise.all([person('Ana'), person('Ben', { signedIn: false })]);
  const code = await ana.createRoom();
  await ana.join(code);
  await ben.open(code);
  await ben.page.getByRole('textbox', { name: english.home.yourName }).fill('Ben');
  await ben.button(english.lobby.continue).click();
  await ben.button(english.lobby.join).click();
  await ben.seesMeeting();
  await expect(ana.tile('Ben')).toBeVisible();
});

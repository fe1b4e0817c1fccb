import { expect, test } from './fixtures.ts';
import { expectToHear, expectToSee } from './media.ts';
import type { Person } from './person.ts';
import { watchTraffic } from './traffic.ts';
import { english } from './words.ts';

const key = 'Rk3-example_KEY-012345';
const otherKey = 'another_KEY-of-22-sign';
const { encryption, stage } = english.meeting;

/** What the open connections of the page have received and decoded of pictures. */
function received({ page }: Person) {
  return page.evaluate(async () => {
    const open = window.peerConnectionsSeen.filter(({ connectionState }) => connectionState !== 'closed');
    const reports = await Promise.all(open.map((connection) => connection.getStats()));
    const inbound = reports.flatMap((report) => [...report.values()]).filter(({ type }) => type === 'inbound-rtp');
    const video = inbound.filter(({ kind }) => kind === 'video');
    const sum = (name: string) => video.reduce((total, stats) => total + (stats[name] ?? 0), 0);
    return { bytes: sum('bytesReceived'), decoded: sum('framesDecoded') };
  });
}

test('a meeting made encrypted is seen and heard by who has its link, and its key reaches no server', async ({
  person,
  server,
}) => {
  const [ana, ben] = await Promise.all([person('Ana'), person('Ben')]);
  const traffic = [ana, ben].map(({ page }) => watchTraffic(page));
  await ana.page.goto('/');
  await ana.button(english.home.newMeeting).click();
  await ana.page.getByRole('switch', { name: english.home.waitingRoom }).click();
  await ana.page.getByRole('switch', { name: english.home.encryption }).click();
  await ana.button(english.home.create).click();
  await expect(ana.page.getByText(english.lobby.encrypted)).toBeVisible();
  const link = ana.page.url();
  const secret = /#key=([\w-]{22})$/.exec(link)?.[1] as string;
  expect(secret).toBeTruthy();
  await expect(ana.page.getByText(link)).toBeVisible();
  await ana.button(english.lobby.join).click();
  await ana.seesMeeting();

  await ben.page.goto(link);
  await ben.button(english.lobby.join).click();
  await Promise.all([expectToSee(ana, ['Ben']), expectToSee(ben, ['Ana'])]);
  await Promise.all([expectToHear(ana, 1), expectToHear(ben, 1)]);

  await ana.button(encryption.badge).click();
  await ana.button(encryption.renew).click();
  await expect(ana.page.getByText(encryption.renewed).first()).toBeVisible();
  await ana.page.keyboard.press('Escape');
  await Promise.all([expectToSee(ana, ['Ben']), expectToSee(ben, ['Ana'])]);

  // Whoever comes now begins at the first key, and finds the present one.
  await ben.page.reload();
  await Promise.all([expectToSee(ana, ['Ben']), expectToSee(ben, ['Ana'])]);

  await ana.page.goto('/');
  await ana.page.getByRole('link').filter({ hasText: english.home.host }).click();
  await expect(ana.page).toHaveURL(link);

  for (const seen of traffic) {
    expect(seen.sent.length).toBeGreaterThan(5);
    expect(seen.sent.some((sent) => sent.startsWith('frame '))).toBe(true);
    expect(seen.sent.filter((sent) => sent.includes(secret))).toEqual([]);
  }
  expect(server.log()).not.toContain(secret);
});

test('who has another key sees and hears nothing, and everyone is told', async ({ person }) => {
  const [ana, ben, eve] = await Promise.all([person('Ana'), person('Ben'), person('Eve')]);
  const code = await ana.createRoom({ encrypted: true });
  await ana.join(code, key);
  await ben.join(code, key);
  await eve.join(code, otherKey);
  await Promise.all([expectToSee(ana, ['Ben']), expectToSee(ben, ['Ana'])]);

  for (const name of ['Ana', 'Ben']) await expect(eve.tile(name).getByText(stage.otherKey)).toBeVisible();
  for (const friend of [ana, ben]) await expect(friend.tile('Eve').getByText(stage.otherKey)).toBeVisible();
  await eve.button(encryption.badgeTroubled).click();
  await expect(eve.page.getByText(encryption.otherKey(['Ana', 'Ben']))).toBeVisible();
  const { bytes, decoded } = await received(eve);
  expect(bytes).toBeGreaterThan(10_000);
  expect(decoded).toBe(0);

  await eve.page.keyboard.press('Escape');
  await eve.button(english.meeting.controls.leave).click();
  await expect(ana.tile('Eve')).toBeHidden();
  await expect(ana.button(encryption.badge)).toBeVisible();
});

test('a receiver that taps what comes decodes nothing of it', async ({ person }) => {
  const [ana, eve] = await Promise.all([person('Ana'), person('Eve')]);
  await eve.context.addInitScript(() => {
    Object.defineProperty(RTCRtpReceiver.prototype, 'transform', { set: () => {}, get: () => null });
  });
  const code = await ana.createRoom({ encrypted: true });
  await ana.join(code, key);
  await eve.join(code, key);
  await expectToSee(ana, ['Eve']);
  await expect.poll(async () => (await received(eve)).bytes).toBeGreaterThan(200_000);
  expect((await received(eve)).decoded).toBe(0);
});

test('the fingerprint is the same for who has the same key, and another for another', async ({ person }) => {
  const [ana, ben, eve] = await Promise.all([person('Ana'), person('Ben'), person('Eve')]);
  const code = await ana.createRoom({ encrypted: true });
  const prints: string[] = [];
  for (const [who, theirs] of [
    [ana, key],
    [ben, key],
    [eve, otherKey],
  ] as const) {
    await who.join(code, theirs);
    await who.page.getByRole('button', { name: encryption.badge }).click();
    const digits = who.page.getByRole('dialog', { name: encryption.title }).getByText(/^\d{5}$/);
    await expect(digits).toHaveCount(8);
    prints.push((await digits.allTextContents()).join(' '));
    await who.page.keyboard.press('Escape');
  }
  expect(prints[0]).toBe(prints[1]);
  expect(prints[0]).not.toBe(prints[2]);
});

test('who comes without the key is asked for the whole link, and cannot join without it', async ({ person }) => {
  const [ana, ben] = await Promise.all([person('Ana'), person('Ben')]);
  const code = await ana.createRoom({ encrypted: true });
  await ana.join(code, key);
  await ben.open(code);
  const field = ben.page.getByRole('textbox', { name: english.lobby.keyLabel });
  await expect(ben.button(english.lobby.join)).toBeDisabled();

  await field.fill(`${ben.url}/${code}`);
  await ben.button(english.lobby.useKey).click();
  await expect(ben.page.getByText(english.lobby.keyInvalid)).toBeVisible();
  await field.fill(`${ben.url}/zzz-zzzz-zzz#key=${key}`);
  await ben.button(english.lobby.useKey).click();
  await expect(ben.page.getByText(english.lobby.keyOfOther)).toBeVisible();
  await field.fill(`${ben.url}/${code}#key=${key}`);
  await ben.button(english.lobby.useKey).click();
  await expect(ben.page).toHaveURL(new RegExp(`#key=${key}$`));
  await ben.button(english.lobby.join).click();
  await Promise.all([expectToSee(ana, ['Ben']), expectToSee(ben, ['Ana'])]);
});

test('a browser that cannot encrypt media is told so before it joins', async ({ person }) => {
  const ana = await person('Ana');
  await ana.context.addInitScript(() => {
    Reflect.deleteProperty(window, 'RTCRtpScriptTransform');
  });
  const code = await ana.createRoom({ encrypted: true });
  await ana.open(code, key);
  await expect(ana.page.getByRole('alert')).toContainText(english.lobby.encryptedUnsupportedTitle);
  await expect(ana.button(english.lobby.join)).toBeDisabled();
});

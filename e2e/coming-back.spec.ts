import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from './fixtures.ts';
import { expectToHear, expectToSee } from './media.ts';
import { Network } from './network.ts';
import { english } from './words.ts';

const { controls, stage, notices } = english.meeting;

const tellsOfComingOrGoing = (notice: string) =>
  notice.includes(notices.joined('Ben')) || notice.includes(notices.left('Ben'));

test('a reload keeps who one is, and the others see no coming and going', async ({ person }) => {
  const [ana, ben] = await Promise.all([person('Ana'), person('Ben')]);
  const code = await ana.createRoom();
  await Promise.all([ana.join(code), ben.join(code)]);
  await expectToSee(ana, ['Ben']);
  await ben.button(controls.raiseHand).click();
  await ben.button(controls.turnOffMicrophone).click();
  await ben.chat.say('Before the reload');
  const seen = await ana.notices.record();
  const connectionId = await ben.connectionId(code);
  expect(connectionId).not.toBeNull();

  await ben.page.reload();
  await ben.seesMeeting();
  expect(await ben.connectionId(code)).toBe(connectionId);
  await expect(ben.button(controls.turnOnMicrophone)).toBeVisible();
  await expect(ben.button(controls.lowerHand)).toBeVisible();
  await ben.chat.open();
  await expect(ben.chat.message('Before the reload')).toHaveCount(1);
  await expectToSee(ana, ['Ben']);
  await expectToSee(ben, ['Ana']);
  await expect(ana.tile('Ben').getByRole('img', { name: stage.handRaised })).toBeVisible();
  await expect(ana.page.getByRole('button', { name: controls.people(2) })).toBeVisible();
  expect((await seen()).filter(tellsOfComingOrGoing)).toEqual([]);
});

test('a connection lost for 5 s comes back with what it missed, once', async ({ person, server }) => {
  const network = await Network.to(server.url);
  const [ana, ben] = await Promise.all([person('Ana'), person('Ben', { url: network.url })]);
  const code = await ana.createRoom();
  await Promise.all([ana.join(code), ben.join(code)]);
  await expectToHear(ana, 1);
  await ben.button(controls.turnOffMicrophone).click();
  await Promise.all([ana.chat.open(), ben.chat.open()]);
  const seen = await ana.notices.record();
  const connectionId = await ben.connectionId(code);
  expect(connectionId).not.toBeNull();

  network.cut();
  await expect(ana.tile('Ben').getByText(stage.reconnecting)).toBeVisible();
  await ana.chat.say('While you were away');
  await ben.chat.say('While I was away');
  // The outage itself: it lasts as long as it does.
  await delay(5000);
  network.restore();

  await expect(ana.tile('Ben').getByText(stage.reconnecting)).toBeHidden();
  await expect(ben.chat.message('While you were away')).toHaveCount(1);
  await expect(ana.chat.message('While I was away')).toHaveCount(1);
  await expect(ben.chat.message('While I was away')).toHaveCount(1);
  await expect(ben.chat.log.getByText(english.meeting.chat.pending)).toHaveCount(0);
  expect(await ben.connectionId(code)).toBe(connectionId);
  await expect(ben.button(controls.turnOnMicrophone)).toBeVisible();
  await expectToSee(ana, ['Ben']);
  expect((await seen()).filter(tellsOfComingOrGoing)).toEqual([]);
  network.close();
});

test('a duplicated tab is asked first, and becomes a participant of its own', async ({ person }) => {
  const [ana, ben] = await Promise.all([person('Ana'), person('Ben')]);
  const code = await ana.createRoom();
  await Promise.all([ana.join(code), ben.join(code)]);
  // A window that a page opens gets a copy of its session storage, as a duplicated tab does.
  const [second] = await Promise.all([
    ben.page.waitForEvent('popup'),
    ben.page.evaluate(() => void window.open(window.location.href)),
  ]);
  await second.getByRole('button', { name: english.lobby.join, exact: true }).click();
  await expect(second.getByRole('region', { name: controls.label })).toBeVisible();
  await expect(ana.page.getByRole('button', { name: controls.people(3) })).toBeVisible();
  await expect(ben.button(controls.leave)).toBeVisible();
  await ana.people.open();
  await expect(ana.people.row('Ben')).toHaveCount(2);
});

import { closeCodes } from '../packages/protocol/src/index.ts';
import { expect, test } from './fixtures.ts';
import { expectToSee } from './media.ts';
import { RawSocket } from './raw-socket.ts';
import { english } from './words.ts';

const { people, waiting, left } = english.meeting;

test('the host admits one who waits and turns another away', async ({ person }) => {
  const [ana, ben, cho] = await Promise.all([person('Ana'), person('Ben'), person('Cho')]);
  const code = await ana.createRoom({ waitingRoom: true });
  await ana.join(code);
  await Promise.all([ben.knock(code), cho.knock(code)]);
  await expect(ben.page.getByRole('heading', { name: waiting.title })).toBeVisible();
  await expect(cho.page.getByRole('heading', { name: waiting.title })).toBeVisible();

  await ana.people.open();
  await ana.button(people.admitName('Ben')).click();
  await ben.seesMeeting();
  await expectToSee(ben, ['Ana']);

  await ana.button(people.denyName('Cho')).click();
  await expect(cho.page.getByRole('heading', { name: left.notAdmitted })).toBeVisible();
  await expect(ana.page.getByRole('region', { name: people.waiting })).toBeHidden();
});

test('who waits before the host comes waits on, and the host, reloading, never waits', async ({ person }) => {
  const [ana, ben] = await Promise.all([person('Ana'), person('Ben')]);
  const code = await ana.createRoom({ waitingRoom: true });
  await ben.knock(code);
  await expect(ben.page.getByRole('heading', { name: waiting.title })).toBeVisible();
  await ana.join(code);
  await ana.people.open();
  await expect(ana.button(people.admitName('Ben'))).toBeVisible();

  await ana.page.reload();
  await ana.seesMeeting();
  await expect(ben.page.getByRole('heading', { name: waiting.title })).toBeVisible();
  await ana.people.open();
  await ana.button(people.admitName('Ben')).click();
  await ben.seesMeeting();
});

test('a raw socket in the waiting room receives nothing while the room is busy', async ({ person }) => {
  const [ana, ben, eve] = await Promise.all([person('Ana'), person('Ben'), person('Eve')]);
  const code = await ana.createRoom({ waitingRoom: false });
  await Promise.all([ana.join(code), ben.join(code)]);
  await ana.people.open();
  await ana.people.switch(people.waitingRoom).click();
  await expect(ana.people.switch(people.waitingRoom)).toBeChecked();

  const socket = await RawSocket.open(eve, code);
  const answer = await socket.join();
  expect(answer.type).toBe('room_waiting');
  expect(Object.keys(answer.payload).sort()).toEqual(['connectionId', 'resumeToken']);

  await ben.chat.open();
  await ana.chat.say('Only for us');
  await expect(ben.chat.message('Only for us')).toBeVisible();
  await ben.button(english.meeting.controls.raiseHand).click();
  await ben.button(english.meeting.controls.turnOffCamera).click();
  await expect(ana.tile('Ben').getByRole('img', { name: english.meeting.stage.handRaised })).toBeVisible();

  // Whatever had been sent to the socket would have come before the answer to this.
  expect(await socket.ask('chat_message', { text: 'let me in' })).toMatchObject({ payload: { code: 'not_joined' } });
  expect(await socket.ask('admit_user', { scope: 'everyone', decision: 'admit' })).toMatchObject({ type: 'error' });
  expect((await socket.typesSeen()).filter((type) => type !== 'error')).toEqual(['room_waiting']);
  await ana.people.open();
  await ana.button(people.denyName('Eve')).click();
  await expect.poll(() => socket.closeCode()).toBe(closeCodes.notAdmitted.code);
});

import type { ServerMessage } from '../packages/protocol/src/index.ts';
import { expect, test } from './fixtures.ts';
import { RawSocket } from './raw-socket.ts';
import { english } from './words.ts';

const { people, controls, left, notices } = english.meeting;

test('the host mutes a guest, everyone sees it, and only the guest can unmute', async ({ person }) => {
  const [ana, ben, cho] = await Promise.all([person('Ana'), person('Ben'), person('Cho')]);
  const code = await ana.createRoom();
  await Promise.all([ana.join(code), ben.join(code), cho.join(code)]);

  await ana.people.choose('Ben', people.mute);
  await expect(ben.button(controls.turnOnMicrophone)).toBeVisible();
  await expect(ben.notices.saying(notices.mutedBy('Ana'))).toBeVisible();
  await cho.people.open();
  await expect(cho.people.isMuted('Ben')).toBeVisible();
  await expect(ana.people.isMuted('Ben')).toBeVisible();

  await ana.people.openActions('Ben');
  await expect(ana.page.getByRole('menuitem', { name: people.remove })).toBeVisible();
  await expect(ana.page.getByRole('menuitem', { name: /unmute/i })).toHaveCount(0);
  await ana.page.keyboard.press('Escape');

  await ben.button(controls.turnOnMicrophone).click();
  await expect(cho.people.isMuted('Ben')).toBeHidden();
});

test('a guest is offered no host controls, and forged host commands are refused', async ({ person }) => {
  const [ana, ben, eve] = await Promise.all([person('Ana'), person('Ben'), person('Eve')]);
  const code = await ana.createRoom();
  await Promise.all([ana.join(code), ben.join(code)]);
  await ben.people.open();
  await expect(ben.people.row('Ana')).toBeVisible();
  await expect(ben.people.switch(people.lock)).toHaveCount(0);

  const socket = await RawSocket.open(eve, code);
  const snapshot = (await socket.join()) as ServerMessage<'room_joined'>;
  expect(snapshot.type).toBe('room_joined');
  const host = snapshot.payload.participants.find((participant) => participant.name === 'Ana');
  const victim = snapshot.payload.participants.find((participant) => participant.name === 'Ben');
  const target = { targetConnectionId: victim?.connectionId };
  const asHost = { senderUserId: host?.userId, senderConnectionId: host?.connectionId };
  const refused = { type: 'error', payload: { code: 'forbidden' } };

  expect(await socket.ask('mute_user', { scope: 'participant' }, { ...target, ...asHost })).toMatchObject(refused);
  expect(await socket.ask('mute_user', { scope: 'everyone' }, asHost)).toMatchObject(refused);
  expect(await socket.ask('remove_user', {}, { ...target, ...asHost })).toMatchObject(refused);
  expect(await socket.ask('room_settings', { locked: true }, asHost)).toMatchObject(refused);
  expect(await socket.ask('admit_user', { scope: 'everyone', decision: 'admit' }, asHost)).toMatchObject(refused);
  expect(await socket.ask('end_room', {}, asHost)).toMatchObject(refused);

  await socket.send('chat_message', { text: 'I am Ana' }, { id: 'forged', ...asHost });
  await ana.chat.open();
  await expect(ana.chat.message('I am Ana')).toBeVisible();
  await expect(ana.chat.log).toContainText(/^Eve/);
  await expect(ben.button(controls.turnOffMicrophone)).toBeVisible();
});

test('the host removes a guest, who must knock to come back', async ({ person }) => {
  const [ana, ben] = await Promise.all([person('Ana'), person('Ben')]);
  const code = await ana.createRoom();
  await Promise.all([ana.join(code), ben.join(code)]);
  await ana.people.choose('Ben', people.remove);
  await ana.confirms(people.remove);
  await expect(ben.page.getByRole('heading', { name: left.removed })).toBeVisible();
  await expect(ana.tile('Ben')).toBeHidden();
});

test('a locked meeting lets nobody new in, and an ended one nobody at all', async ({ person }) => {
  const [ana, ben, cho] = await Promise.all([person('Ana'), person('Ben'), person('Cho')]);
  const code = await ana.createRoom();
  await Promise.all([ana.join(code), ben.join(code)]);
  await ana.people.open();
  await ana.people.switch(people.lock).click();
  await expect(ana.people.switch(people.lock)).toBeChecked();
  await cho.open(code);
  await expect(cho.page.getByRole('heading', { name: english.lobby.roomLockedTitle })).toBeVisible();

  await ana.button(controls.leaveChoices).click();
  await ana.page.getByRole('menuitem', { name: controls.endForAll }).click();
  await ana.confirms(controls.endForAll);
  await expect(ben.page.getByRole('heading', { name: left.ended })).toBeVisible();
  await cho.open(code);
  await expect(cho.page.getByRole('heading', { name: english.lobby.roomEndedTitle })).toBeVisible();
});

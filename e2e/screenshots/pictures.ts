import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type { RoomCode } from '../../packages/protocol/src/index.ts';
import { expect, test } from '../fixtures.ts';
import { expectFramesToAdvance, expectToSee } from '../media.ts';
import type { Person } from '../person.ts';
import { english } from '../words.ts';
import { drawCamera } from './fake-camera.ts';

const folder = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const phone = { width: 390, height: 844 };

/** Takes a picture when nothing moves any more but the videos, and no short-lived notice is up. */
async function picture(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  await expect(page.getByRole('region', { name: /Notifications|通知/ }).getByRole('button')).toHaveCount(0);
  await page.screenshot({ path: `${folder}${name}.png` });
}

async function giveCameras(...people: Person[]): Promise<void> {
  for (const [index, { context }] of people.entries()) await drawCamera(context, 140 + index * 75);
}

/** Three people in a meeting of Ana's; the others have said something. */
async function meeting(ana: Person, others: [Person, Person]): Promise<RoomCode> {
  const [ben, cho] = others;
  const code = await ana.createRoom({ name: 'Design review' });
  await ana.join(code);
  await Promise.all([ben.join(code), cho.join(code)]);
  await expectToSee(ana, [ben.name, cho.name]);
  return code;
}

for (const [locale, suffix, names] of [
  ['en-US', '', ['Ana Silva', 'Ben Okafor', 'Cho Minji']],
  ['ja-JP', '-ja', ['佐藤 葵', '鈴木 蓮', '高橋 結衣']],
] as const) {
  test(`home, green room and a meeting with the chat open (${locale})`, async ({ person }) => {
    const [ana, ben, cho] = await Promise.all([person(names[0], { locale }), person(names[1]), person(names[2])]);
    await giveCameras(ana, ben, cho);
    const code = await meeting(ana, [ben, cho]);
    await ana.chat.open();
    const messages = suffix
      ? ['おはようございます。資料はこちらです: https://example.com/design', 'ありがとうございます。見てみます。']
      : ['Good morning! The draft is at https://example.com/design', 'Thanks, having a look now.'];
    await ben.chat.say(messages[0] ?? '');
    await cho.chat.say(messages[1] ?? '');
    await cho.button(english.meeting.controls.raiseHand).click();
    await expect(ana.page.getByText(messages[1] ?? '')).toBeVisible();
    await picture(ana.page, `meeting${suffix}`);

    const dan = await person(suffix ? '田中 陸' : 'Dan Weber', { locale });
    await drawCamera(dan.context, 330);
    await dan.open(code);
    await expect(dan.button(dan.words.lobby.join)).toBeVisible();
    await expectFramesToAdvance(dan.page.locator('video'));
    if (!suffix) await picture(dan.page, 'green-room');
    await ana.page.goto('/');
    await expect(ana.page.getByText('Design review')).toBeVisible();
    await picture(ana.page, `home${suffix}`);
  });
}

test('a presentation, and a meeting on a phone', async ({ person }) => {
  const [ana, ben, cho] = await Promise.all([person('Ana Silva'), person('Ben Okafor'), person('Cho Minji')]);
  await giveCameras(ana, ben, cho);
  const code = await meeting(ana, [ben, cho]);
  const dan = await person('Dan Weber', { viewport: phone });
  await drawCamera(dan.context, 330);
  await dan.join(code);
  await expectToSee(dan, ['Ana Silva', 'Ben Okafor']);
  await picture(dan.page, 'phone');
  await dan.button(english.meeting.controls.leave).click();

  await ben.button(english.meeting.controls.present).click();
  const screen = ana.screen('Ben Okafor');
  await expectFramesToAdvance(screen.locator('video'));
  await picture(ana.page, 'presentation');
});

import { expect, test } from './fixtures.ts';
import { expectFramesToAdvance } from './media.ts';
import { english } from './words.ts';

const { controls } = english.meeting;

test('a shared screen is seen by the others until it is stopped', async ({ person }) => {
  const [ana, ben, cho] = await Promise.all([person('Ana'), person('Ben'), person('Cho')]);
  const code = await ana.createRoom();
  await Promise.all([ana.join(code), ben.join(code), cho.join(code)]);

  await ben.button(controls.present).click();
  for (const viewer of [ana, cho]) {
    await expectFramesToAdvance(viewer.screen('Ben').locator('video'));
  }

  const dan = await person('Dan');
  await dan.join(code);
  await expectFramesToAdvance(dan.screen('Ben').locator('video'));

  await ben.button(controls.stopPresenting).click();
  await expect(ana.screen('Ben')).toBeHidden();
});

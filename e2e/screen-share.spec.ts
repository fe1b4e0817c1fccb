import { expect, test } from './fixtures.ts';
import { expectFramesToAdvance } from './media.ts';
import { english } from './words.ts';

const { controls } = english.meeting;

test('a shared screen is seen by who is there and by who comes later, until it is stopped', async ({ person }) => {
  const [ana, ben, cho] = await Promise.all([person('Ana'), person('Ben'), person('Cho')]);
  const code = await ana.createRoom();
  await Promise.all([ana.join(code), ben.join(code)]);

  await ben.button(controls.present).click();
  await expectFramesToAdvance(ana.screen('Ben').locator('video'));
  await cho.join(code);
  await expectFramesToAdvance(cho.screen('Ben').locator('video'));
  await expectFramesToAdvance(ana.screen('Ben').locator('video'));

  await ben.button(controls.stopPresenting).click();
  await expect(ana.screen('Ben')).toBeHidden();
  await expect(cho.screen('Ben')).toBeHidden();
});

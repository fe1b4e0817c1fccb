import { expect } from '@playwright/test';
import { ana, ben, cem, expectFrames, received, show, test } from './sfu-call.ts';

/* A camera in layers of one stream (SVC), by way of a media node. */

test.use({ cameraCodec: 'VP9' });

test('one stream serves large and small pictures, and has no layers that nobody takes', async ({ call }) => {
  const sent = () => call.page(ben).evaluate(() => window.sfu.sentPictures());
  const widths = async () => [(await received(call, ana, ben)).width, (await received(call, cem, ben)).width];
  await show(call, ana, { [ben]: 640 });
  await show(call, cem, { [ben]: 250 });
  await expect.poll(widths).toEqual([640, 320]);
  expect(await sent()).toEqual([{ codec: 'video/VP9', mode: 'L2T3_KEY', isActive: true }]);

  await show(call, ana, { [ben]: 250 });
  await expect.poll(widths).toEqual([320, 320]);
  await expect.poll(sent).toEqual([{ codec: 'video/VP9', mode: 'L1T3', isActive: true }]);
  await expectFrames(call, [
    { by: ana, of: ben },
    { by: cem, of: ben },
  ]);
  await show(call, ana, {});
  await show(call, cem, {});
  await expect.poll(sent).toMatchObject([{ isActive: false }]);
  await show(call, ana, { [ben]: 640 });
  await expect.poll(async () => (await received(call, ana, ben)).width).toBe(640);
  await expectFrames(call, [{ by: ana, of: ben }]);
});

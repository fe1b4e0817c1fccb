import { expect } from '@playwright/test';
import { ana, ben, cem, directions, everyone, expectFrames, received, show, showAll, test } from './sfu-call.ts';

/* The SFU client alone, in real browsers against a real mediasoup: what a fake handler cannot prove. */

/** A sender that has sent little finds out step by step what the network can take. */
const RAMP_UP_MS = 60_000;

test('three clients see and hear each other once they look, and are ready then', async ({ call }) => {
  await showAll(call, 320);
  await expectFrames(call);
  for (const { by, of } of directions) {
    const bytes = async () => (await received(call, by, of, 'microphone')).bytes;
    await expect.poll(bytes, { message: `${by} hears ${of}` }).toBeGreaterThan(0);
    expect((await received(call, by, of)).status).toBe('connected');
  }
  for (const id of everyone) await call.page(id).evaluate(() => window.sfu.client.ready);
});

test('what nobody looks at does not come', async ({ call }) => {
  for (const { by, of } of directions) {
    const bytes = async () => (await received(call, by, of, 'microphone')).bytes;
    await expect.poll(bytes).toBeGreaterThan(0);
  }
  for (const { by, of } of directions) expect((await received(call, by, of)).bytes).toBe(0);
});

test('the picture that comes is as wide as it is shown', async ({ call }) => {
  const width = async () => (await received(call, ana, ben)).width;
  for (const [shown, sent] of [
    [300, 320],
    [1280, 1280],
    [500, 640],
    [250, 320],
  ] as const) {
    await show(call, ana, { [ben]: shown });
    await expect.poll(width, { message: `shown ${shown} wide`, timeout: RAMP_UP_MS }).toBe(sent);
  }
});

test('a picture off the screen stops coming, and comes again at once', async ({ call }) => {
  await show(call, ana, { [ben]: 640, [cem]: 640 });
  await expectFrames(call, [
    { by: ana, of: ben },
    { by: ana, of: cem },
  ]);
  await show(call, ana, { [cem]: 640 });
  const grows = async () => {
    const before = (await received(call, ana, ben)).bytes;
    await call.page(ana).evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));
    return (await received(call, ana, ben)).bytes - before;
  };
  await expect.poll(grows).toBe(0);
  await expectFrames(call, [{ by: ana, of: cem }]);
  await show(call, ana, { [ben]: 640, [cem]: 640 });
  await expectFrames(call, [{ by: ana, of: ben }]);
});

test('layers that nobody takes are not sent', async ({ call }) => {
  const active = async () => {
    const layers = await call.page(ben).evaluate(() => window.sfu.sent());
    return layers.map((layer) => layer.active);
  };
  await show(call, ana, { [ben]: 300 });
  await expect.poll(active).toEqual([true, false, false]);
  await expectFrames(call, [{ by: ana, of: ben }]);
  await show(call, ana, { [ben]: 1280 });
  await expect.poll(active).toEqual([true, true, true]);
  await expect.poll(async () => (await received(call, ana, ben)).width, { timeout: RAMP_UP_MS }).toBe(1280);
  await show(call, ana, {});
  await expect.poll(active).toEqual([false, false, false]);
});

test('a camera goes off and on without negotiation, and its owner keeps the track', async ({ call }) => {
  await show(call, ana, { [ben]: 640 });
  const pair = [{ by: ana, of: ben }];
  await expectFrames(call, pair);
  await call.page(ben).evaluate(() => window.sfu.setSource('camera', false));
  const grows = async () => {
    const before = (await received(call, ana, ben)).frames;
    await call.page(ana).evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));
    return (await received(call, ana, ben)).frames - before;
  };
  await expect.poll(grows).toBe(0);
  await call.page(ben).evaluate(() => window.sfu.setSource('camera', true));
  await expectFrames(call, pair);
  expect(await call.page(ben).evaluate(() => window.sfu.ownTracksAreLive())).toBe(true);
});

test('an ICE restart takes new credentials and the media flows on', async ({ call }) => {
  await show(call, ana, { [ben]: 320 });
  const pair = [{ by: ana, of: ben }];
  await expectFrames(call, pair);
  const before = await call.page(ana).evaluate(() => window.sfu.userNames());
  expect(before).toHaveLength(2);
  await call.page(ana).evaluate(() => window.sfu.client.restartIce());
  const kept = async () => {
    const now = await call.page(ana).evaluate(() => window.sfu.userNames());
    return now.filter((name) => before.includes(name));
  };
  await expect.poll(kept).toEqual([]);
  await expectFrames(call, pair);
});

test('who leaves is forgotten, and who closes leaves nothing behind', async ({ call }) => {
  await showAll(call, 320);
  await expectFrames(call);
  await call.page(cem).evaluate(() => window.sfu.client.close());
  expect(await call.page(cem).evaluate(() => window.sfu.openConnections())).toBe(0);
  expect(await call.page(cem).evaluate(() => window.sfu.ownTracksAreLive())).toBe(true);
  call.node.leave(cem);
  await call.page(ana).evaluate((all) => window.sfu.meet(all), [ana, ben]);
  expect((await received(call, ana, cem)).status).toBeUndefined();
  await expectFrames(call, [
    { by: ana, of: ben },
    { by: ben, of: ana },
  ]);
});

test('voices carry what mends a loss, and hardly anything goes out while nobody speaks', async ({ call }) => {
  const sound = () => call.page(ana).evaluate(() => window.sfu.sentSound());
  await expect.poll(async () => (await sound()).packets).toBeGreaterThan(0);
  const { parameters } = await sound();
  for (const parameter of ['useinbandfec=1', 'usedtx=1', 'stereo=0', 'maxaveragebitrate=32000']) {
    expect(parameters.split(';')).toContain(parameter);
  }
  await expect.poll(() => call.page(ben).evaluate(() => window.sfu.receivedSound())).toContain('useinbandfec=1');
  await call.page(ana).evaluate(() => window.sfu.beSilent());
  const packetsIn2s = async () => {
    const before = (await sound()).packets;
    await call.page(ana).evaluate(() => new Promise((resolve) => setTimeout(resolve, 2000)));
    return (await sound()).packets - before;
  };
  // There are a hundred while someone speaks.
  await expect.poll(packetsIn2s).toBeLessThan(30);
  expect(await packetsIn2s()).toBeGreaterThan(0);
});

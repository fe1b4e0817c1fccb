import type { MediaSource } from '@cline-meet/protocol';
import { test as base, expect, type Page } from '@playwright/test';
import { serveScript } from './script-page.ts';

/* The mesh alone, with several clients in one page of a real browser: what a fake peer connection cannot prove. */

const test = base.extend<{ room: Page }, { address: string }>({
  address: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures that one needs from it.
    async ({}, use) => {
      const page = await serveScript('mesh-page.ts');
      await use(page.url);
      page.close();
    },
    { scope: 'worker' },
  ],

  room: async ({ page, address }, use) => {
    const errors: Error[] = [];
    page.on('pageerror', (error) => errors.push(error));
    await page.goto(address);
    await use(page);
    expect(errors).toEqual([]);
  },
});

const three = [1, 2, 3];
const directions = three.flatMap((by) => three.filter((of) => of !== by).map((of) => ({ by, of })));

async function join(room: Page, numbers: number[]): Promise<void> {
  await room.evaluate(async (all) => {
    for (const number of all) await window.meshRoom.join(number);
  }, numbers);
}

function seen(room: Page, by: number, of: number, source: MediaSource = 'camera') {
  return room.evaluate(([by, of, source]) => window.meshRoom.seen(by, of, source), [by, of, source] as const);
}

async function expectFrames(room: Page, pairs = directions, source: MediaSource = 'camera'): Promise<void> {
  for (const { by, of } of pairs) {
    const before = (await seen(room, by, of, source)).frames;
    const now = async () => (await seen(room, by, of, source)).frames;
    await expect.poll(now, { message: `${by} sees the ${source} of ${of}` }).toBeGreaterThan(before + 3);
  }
}

async function expectSound(room: Page, by: number, of: number): Promise<void> {
  const energy = async () => (await seen(room, by, of, 'microphone')).audioEnergy;
  const before = await energy();
  await expect.poll(energy, { message: `${by} hears ${of}` }).toBeGreaterThan(before);
}

async function expectSettled(room: Page): Promise<void> {
  await expect.poll(() => room.evaluate(() => window.meshRoom.isSettled())).toBe(true);
}

test('three clients see and hear each other, by source', async ({ room }) => {
  await join(room, three);
  await expectFrames(room);
  for (const { by, of } of directions) {
    await expectSound(room, by, of);
    expect(await seen(room, by, of)).toMatchObject({ status: 'connected', sources: ['camera', 'microphone'] });
  }
});

test('clients that begin anew at once on a busy machine find each other, over and over', async ({ room }) => {
  await join(room, three);
  await expectFrames(room);
  for (let round = 0; round < 8; round += 1) {
    await room.evaluate(() => window.meshRoom.beginAnew());
    await expect
      .poll(() => room.evaluate(() => window.meshRoom.isConnected()), { message: `round ${round}` })
      .toBe(true);
  }
  await expectFrames(room);
});

test('clients that share and stop at once, over and over, converge', async ({ room }) => {
  await join(room, three);
  await expectFrames(room);
  await room.evaluate(async () => {
    const pause = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 120));
    for (let round = 0; round < 20; round += 1) {
      await Promise.all([1, 2, 3].map((number) => window.meshRoom.setScreen(number, round % 2 === 0)));
      // New sections and new ICE credentials at once on all sides: the worst that can meet.
      for (const number of [1, 2, 3]) window.meshRoom.restartIce(number);
      await pause();
    }
    await Promise.all([1, 2, 3].map((number) => window.meshRoom.setScreen(number, true)));
  });
  await expectSettled(room);
  await expectFrames(room, directions, 'screen');
  await expectFrames(room);
});

test('muting never negotiates, and unmuting is heard and seen', async ({ room }) => {
  await join(room, [1, 2]);
  const pair = [{ by: 2, of: 1 }];
  await expectFrames(room, pair);
  await expectSettled(room);
  const offers = await room.evaluate(() => window.meshRoom.offersSent(1));
  for (const source of ['microphone', 'camera'] as const) {
    await room.evaluate((source) => window.meshRoom.setSource(1, source, false), source);
  }
  await expectStill(room);
  for (const source of ['microphone', 'camera'] as const) {
    await room.evaluate((source) => window.meshRoom.setSource(1, source, true), source);
  }
  await expectFrames(room, pair);
  await expectSound(room, 2, 1);
  expect(await room.evaluate(() => window.meshRoom.offersSent(1))).toBe(offers);
});

/** Frames on their way may still arrive; then none does for a second. */
async function expectStill(room: Page): Promise<void> {
  const stands = async () => {
    const before = (await seen(room, 2, 1)).frames;
    await room.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));
    return (await seen(room, 2, 1)).frames - before;
  };
  await expect.poll(stands).toBe(0);
}

test('a reloaded page takes its place again, and the old connections are closed', async ({ room }) => {
  await join(room, three);
  await expectFrames(room);
  await room.evaluate(() => window.meshRoom.join(2, 1));
  await expectFrames(room);
  await expectSettled(room);
  for (const number of three) {
    expect(await room.evaluate((number) => window.meshRoom.openConnections(number), number)).toBe(2);
  }
});

test('who leaves is forgotten, and who stays goes on', async ({ room }) => {
  await join(room, three);
  await expectFrames(room);
  await room.evaluate(() => window.meshRoom.leave(3));
  await expect.poll(async () => (await seen(room, 1, 3)).status).toBeUndefined();
  await expectFrames(room, [
    { by: 1, of: 2 },
    { by: 2, of: 1 },
  ]);
});

test('an ICE restart on both sides at once keeps the media flowing on new credentials', async ({ room }) => {
  await join(room, [1, 2]);
  const pairs = [
    { by: 1, of: 2 },
    { by: 2, of: 1 },
  ];
  await expectFrames(room, pairs);
  await expectSettled(room);
  const before = await room.evaluate(() => [1, 2].map((number) => window.meshRoom.userNames(number)));
  await room.evaluate(() => {
    for (const number of [1, 2]) window.meshRoom.restartIce(number);
  });
  const now = () => room.evaluate(() => [1, 2].map((number) => window.meshRoom.userNames(number)));
  await expect.poll(async () => (await now()).flat().filter((name) => before.flat().includes(name))).toEqual([]);
  await expectSettled(room);
  await expectFrames(room, pairs);
});

test('offers that get lost are made again', async ({ room }) => {
  await room.evaluate(() => {
    window.meshRoom.losesSignals = true;
  });
  await join(room, [1, 2]);
  await expect.poll(() => room.evaluate(() => window.meshRoom.offersSent(2))).toBe(1);
  await room.evaluate(() => {
    window.meshRoom.losesSignals = false;
  });
  await expectFrames(room, [
    { by: 1, of: 2 },
    { by: 2, of: 1 },
  ]);
});

import type { ConnectionId, MediaSource } from '@cline-meet/protocol';
import { expect } from '@playwright/test';
import { FrameOpener } from '../packages/sdk/src/e2ee/frame-opener.ts';
import { KeyRing } from '../packages/sdk/src/e2ee/key-ring.ts';
import { ana, ben, type Call, cem, expectFrames, received, roomCode, secretOf, showAll, test } from './sfu-call.ts';

/* End-to-end encryption by way of a media node: real frames, real ciphers, a real mediasoup between them. */

/** More than a few seconds of pictures that were decoded would have taken. */
const MANY_BYTES = 50_000;
const friends = [
  { by: ana, of: ben },
  { by: ben, of: ana },
];

async function expectSound(call: Call, by: ConnectionId, of: ConnectionId): Promise<void> {
  const energy = async () => (await received(call, by, of, 'microphone')).audioEnergy;
  const before = await energy();
  await expect.poll(energy, { message: `${by} hears ${of}` }).toBeGreaterThan(before);
}

/** Media comes, and nothing comes out of it. */
async function expectNothing(call: Call, by: ConnectionId, of: ConnectionId): Promise<void> {
  const bytes = async () => (await received(call, by, of)).bytes;
  await expect.poll(bytes, { message: `${by} receives of ${of}` }).toBeGreaterThan(MANY_BYTES);
  expect(await received(call, by, of)).toMatchObject({ frames: 0 });
}

const unreadable = (call: Call, by: ConnectionId) => call.page(by).evaluate(() => [...window.sfu.unreadable].sort());

/** How many of these payloads open as frames of that source of Ana's. */
async function opened(payloads: Uint8Array<ArrayBuffer>[], secret: number, source: MediaSource): Promise<number> {
  const keys = new KeyRing(secretOf(secret), roomCode);
  const opener = new FrameOpener({ keys, sender: ana, source });
  const frames: (Uint8Array | null)[] = [];
  for (const payload of payloads) frames.push(await opener.open(payload));
  return frames.filter((frame) => frame !== null).length;
}

test.describe('one with another key', () => {
  test.use({ secrets: { [ana]: 1, [ben]: 1, [cem]: 2 } });

  test('sees and hears nothing, as the media node does, of those who see and hear each other', async ({ call }) => {
    await showAll(call, 320);
    await expectFrames(call, friends);
    await expectSound(call, ana, ben);
    await expectSound(call, ben, ana);
    await expectNothing(call, cem, ana);
    await expectNothing(call, ana, cem);
    expect((await received(call, cem, ana, 'microphone')).audioEnergy).toBe(0);
    expect((await received(call, ana, cem, 'microphone')).audioEnergy).toBe(0);
    await expect.poll(() => unreadable(call, cem)).toEqual([ana, ben]);
    expect(await unreadable(call, ana)).toEqual([cem]);

    // A packet of sound is a frame. Each is sealed as a whole, so that nothing in the clear is passed on.
    const passedOn = await call.node.tap(ana, 'microphone', 20);
    expect(await opened(passedOn, 1, 'microphone')).toBe(20);
    expect(await opened(passedOn, 2, 'microphone')).toBe(0);

    // Another layer is another stream of the same sender's frames.
    await showAll(call, 640);
    await expect.poll(async () => (await received(call, ben, ana)).width).toBe(640);
    await expectFrames(call, friends);
  });
});

test.describe('one without a key', () => {
  test.use({ secrets: { [ana]: 1, [ben]: 1 } });

  test('decodes nothing of what comes, and what it sends in the clear is not shown', async ({ call }) => {
    await showAll(call, 320);
    await expectFrames(call, friends);
    await expectNothing(call, cem, ana);
    await expectNothing(call, ana, cem);
    expect((await received(call, ana, cem, 'microphone')).audioEnergy).toBe(0);
    expect(await unreadable(call, ana)).toEqual([cem]);
  });
});

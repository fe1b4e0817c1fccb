import type { ConnectionId, MediaSource } from '@cline-meet/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FrameKind, LAST_COUNTER, readTrailer, TAG_BYTES, TRAILER_BYTES } from './frame-format.ts';
import { FrameOpener } from './frame-opener.ts';
import { FrameSealer } from './frame-sealer.ts';
import { KeyRing } from './key-ring.ts';

const ana = 'ana' as ConnectionId;
const ben = 'ben' as ConnectionId;
const ring = (fill = 7, room = 'room') => new KeyRing(new Uint8Array(16).fill(fill), room);
const fillRandom = (bytes: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(bytes);
const sealerOf = (keys = ring(), sender = ana, source: MediaSource = 'camera') =>
  new FrameSealer({ keys, sender, source, fillRandom });
const openerOf = (keys = ring(), sender = ana, source: MediaSource = 'camera') =>
  new FrameOpener({ keys, sender, source });
const picture = (bytes = 100) => Uint8Array.from({ length: bytes }, (_, index) => index % 251);

const kinds = fc.constantFrom<FrameKind>('key', 'delta', 'audio');
const frames = fc.uint8Array({ maxLength: 300 }).map((bytes) => new Uint8Array(bytes));

test('what was sealed opens as it was, with the header of its codec in the clear', async () => {
  const sealer = sealerOf();
  const opener = openerOf();
  await fc.assert(
    fc.asyncProperty(frames, kinds, async (frame, kind) => {
      const sealed = await sealer.seal(frame, kind);
      const clear = Math.min({ key: 10, delta: 3, audio: 1 }[kind], frame.length);
      const isVeiled = (at: number) => kind === 'key' && clear === 10 && at >= 3 && at < 6;
      for (let at = 0; at < clear; at++) {
        expect(sealed[at]).toBe(isVeiled(at) ? (frame[at] as number) ^ 0xff : frame[at]);
      }
      expect(sealed.length).toBe(frame.length + TAG_BYTES + TRAILER_BYTES);
      expect(await opener.open(sealed)).toEqual(frame);
    }),
  );
});

test('nothing of a frame but its header is found in what is sent', async () => {
  const sealed = await sealerOf().seal(picture(), 'delta');
  const rest = String(picture().subarray(3, 9));
  expect(String(sealed)).not.toContain(rest);
});

test('one flipped bit anywhere, header and trailer included, and it does not open', async () => {
  const sealer = sealerOf();
  const sealed = await sealer.seal(picture(40), 'key');
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const forged = sealed.slice();
    forged[bit >> 3] = (forged[bit >> 3] as number) ^ (1 << (bit & 7));
    expect(await openerOf().open(forged), `bit ${bit}`).toBeNull();
  }
});

test('nonsense, cut frames and frames in the clear do not open, and no harm comes of them', async () => {
  const opener = openerOf();
  const sealed = await sealerOf().seal(picture(40), 'key');
  await fc.assert(
    fc.asyncProperty(frames, async (frame) => {
      expect(await opener.open(frame)).toBeNull();
    }),
  );
  for (let length = 0; length < sealed.length; length++) {
    expect(await opener.open(sealed.slice(0, length))).toBeNull();
  }
  expect(await opener.open(sealed)).toEqual(picture(40));
});

test('a frame opens for its sender, source, room and secret alone', async () => {
  const sealed = await sealerOf().seal(picture(), 'key');
  expect(await openerOf(ring(), ben).open(sealed)).toBeNull();
  expect(await openerOf(ring(), ana, 'screen').open(sealed)).toBeNull();
  expect(await openerOf(ring(7, 'other')).open(sealed)).toBeNull();
  expect(await openerOf(ring(8)).open(sealed)).toBeNull();
  expect(await openerOf().open(sealed)).toEqual(picture());
});

test('no two frames of a person share key and nonce: not of several connections, nor after reloads', async () => {
  const used = new Set<string>();
  for (let load = 0; load < 50; load++) {
    const keys = ring();
    const sealers = [sealerOf(keys), sealerOf(keys), sealerOf(keys, ana, 'screen')];
    for (let frame = 0; frame < 5; frame++) {
      for (const sealer of sealers) {
        const trailer = readTrailer(await sealer.seal(picture(20), 'delta'));
        used.add(`${trailer?.salt} ${trailer?.keyIndex} ${trailer?.counter}`);
      }
    }
  }
  expect(used.size).toBe(50 * 5 * 3);
});

test('a counter that has run out begins anew under another key', async () => {
  const exhausted = new FrameSealer({
    keys: ring(),
    sender: ana,
    source: 'camera',
    fillRandom,
    firstCounter: LAST_COUNTER,
  });
  const last = readTrailer(await exhausted.seal(picture(), 'delta'));
  const next = await exhausted.seal(picture(), 'delta');
  expect(last?.counter).toBe(LAST_COUNTER);
  expect(readTrailer(next)?.counter).toBe(0);
  expect(readTrailer(next)?.salt).not.toEqual(last?.salt);
  expect(await openerOf().open(next)).toEqual(picture());
});

test('each frame opens once, in any order within the window; one that is too late never does', async () => {
  const sealer = sealerOf();
  const opener = openerOf();
  const sealed: Uint8Array<ArrayBuffer>[] = [];
  for (let frame = 0; frame < 1100; frame++) sealed.push(await sealer.seal(picture(12), 'delta'));
  const at = (index: number) => sealed[index] as Uint8Array<ArrayBuffer>;
  expect(await opener.open(at(5))).not.toBeNull();
  expect(await opener.open(at(2))).not.toBeNull();
  expect(await opener.open(at(2))).toBeNull();
  expect(await opener.open(at(5))).toBeNull();
  expect(await opener.open(at(1050))).not.toBeNull();
  expect(await opener.open(at(3))).toBeNull();
  expect(await opener.open(at(1050 - 1023))).not.toBeNull();
  expect(await opener.open(at(1050 - 1023))).toBeNull();
});

test('of one frame that two receivers get at once, one opens it', async () => {
  const opener = openerOf();
  const sealed = await sealerOf().seal(picture(), 'key');
  const opened = await Promise.all([opener.open(sealed), opener.open(sealed.slice())]);
  expect(opened.filter((frame) => frame !== null)).toHaveLength(1);
});

test('a forged counter does not push the window on', async () => {
  const sealer = sealerOf();
  const opener = openerOf();
  const [one, two] = [await sealer.seal(picture(), 'key'), await sealer.seal(picture(), 'delta')];
  await opener.open(one);
  const forged = two.slice();
  forged.fill(0xff, forged.length - TRAILER_BYTES, forged.length - TRAILER_BYTES + 4);
  expect(await opener.open(forged)).toBeNull();
  expect(await opener.open(two)).not.toBeNull();
});

test('who ratchets is followed by whoever hears of it, and late comers find the step', async () => {
  const [anas, bens, chos] = [ring(), ring(), ring()];
  const sealer = sealerOf(anas);
  const before = await sealer.seal(picture(), 'key');
  anas.advanceTo(3);
  const after = await sealer.seal(picture(), 'delta');
  expect(readTrailer(after)?.keyIndex).toBe(3);

  const bensOpener = openerOf(bens);
  expect(await bensOpener.open(after)).not.toBeNull();
  expect(bens.index).toBe(3);
  // What was on its way when the step was made still opens.
  expect(await bensOpener.open(before)).not.toBeNull();
  expect(await openerOf(chos).open(await sealerOf(bens, ana).seal(picture(), 'key'))).not.toBeNull();
  expect(chos.index).toBe(3);
});

test('steps out of reach do not open, and forged ones move nobody', async () => {
  const [anas, bens] = [ring(), ring()];
  anas.advanceTo(60);
  anas.advanceTo(100);
  expect(anas.index).toBe(100);
  const opener = openerOf(bens);
  expect(await opener.open(await sealerOf(anas).seal(picture(), 'key'))).toBeNull();
  const forged = await sealerOf(ring()).seal(picture(), 'key');
  forged[forged.length - 2] = 5;
  expect(await opener.open(forged)).toBeNull();
  expect(bens.index).toBe(0);

  anas.advanceTo(4);
  expect(anas.index).toBe(100);
  expect(anas.root(91)).toBeNull();
  expect(anas.root(92)).not.toBeNull();
});

import { readFileSync } from 'node:fs';
import { startBuiltServer, temporaryFolder } from '../scripts/built-server.mjs';
import { test as base, expect, type Server } from './fixtures.ts';
import { expectToHear, expectToSee } from './media.ts';
import type { Person } from './person.ts';
import { RawSocket } from './raw-socket.ts';

declare global {
  interface Window {
    longestGapMs: number;
  }
}

/** A server whose meetings go through its media node above so many people. */
const test = base.extend<{ sfuServer: Server; sfuAbove: number }>({
  sfuAbove: [3, { option: true }],

  sfuServer: async ({ sfuAbove }, use) => {
    const folder = temporaryFolder();
    const env = { SFU_ABOVE: String(sfuAbove), MEDIA_WORKERS: '1' };
    const server = await startBuiltServer({ dataDir: folder.path, env });
    await use(server);
    await server.stop();
    folder.remove();
  },
});

/** Five seconds are what it may take (see the media server's own tests); browsers share this machine with it. */
const GAP_MS = 10_000;
/** Small pictures: there is one machine for everyone. */
const viewport = { width: 640, height: 480 };

/** How media has gone on a page, one after the other, by what it has logged of its changes; a mesh before the first. */
function watchModes({ page }: Person): string[] {
  const modes = ['mesh'];
  page.on('console', (message) => {
    const mode = /^media by (\w+) now$/.exec(message.text())?.[1];
    if (mode) modes.push(mode);
  });
  return modes;
}

test('a meeting that grows goes through a media node, and back when it is small again', async ({
  person,
  sfuServer: { url },
}) => {
  // Four browsers encode and decode on the processors that all else runs on.
  test.setTimeout(240_000);
  const arrive = (name: string) => person(name, { url, viewport });
  const [ana, ben] = [await arrive('Ana'), await arrive('Ben')];
  const modes = [ana, ben].map(watchModes);
  const code = await ana.createRoom();
  for (const one of [ana, ben]) await one.join(code);
  await Promise.all([expectToSee(ana, ['Ben']), expectToSee(ben, ['Ana'])]);

  const [caro, dan] = [await arrive('Caro'), await arrive('Dan')];
  for (const one of [caro, dan]) await one.join(code);
  await expect.poll(() => modes.map((modes) => modes.at(-1)), { timeout: 60_000 }).toEqual(['sfu', 'sfu']);
  await expectToSee(ana, ['Ben', 'Caro', 'Dan']);
  await expectToSee(dan, ['Ana', 'Ben', 'Caro']);
  await expectToHear(ben, 3);

  await ana.people.choose('Dan', ana.words.meeting.people.remove);
  await ana.confirms(ana.words.meeting.people.remove);
  await caro.button(caro.words.meeting.controls.leave).click();
  await expect.poll(() => modes.map((modes) => modes.at(-1)), { timeout: 60_000 }).toEqual(['mesh', 'mesh']);
  await Promise.all([expectToSee(ana, ['Ben']), expectToSee(ben, ['Ana'])]);
  await expectToHear(ben, 1);
});

test.describe('a media worker that is killed', () => {
  test.use({ sfuAbove: 1 });

  test('is replaced, and pictures and sound come back by themselves', async ({ person, sfuServer }) => {
    const { url, pid = 0 } = sfuServer;
    const [ana, ben] = [await person('Ana', { url, viewport }), await person('Ben', { url, viewport })];
    const modes = [ana, ben].map(watchModes);
    const code = await ana.createRoom();
    for (const one of [ana, ben]) await one.join(code);
    await expect.poll(() => modes.map((modes) => modes.at(-1))).toEqual(['sfu', 'sfu']);
    await Promise.all([expectToSee(ana, ['Ben']), expectToSee(ben, ['Ana'])]);

    const [worker] = childrenOf(pid);
    expect(worker?.command).toBe('mediasoup-worke');
    const before = modes.map(({ length }) => length);
    await Promise.all([watchPicture(ana, 'Ben'), watchPicture(ben, 'Ana')]);
    process.kill(worker?.pid ?? Number.NaN, 'SIGKILL');
    await expect.poll(() => modes.map((modes, index) => modes.length > (before[index] ?? 0))).toEqual([true, true]);
    await Promise.all([expectToSee(ana, ['Ben']), expectToSee(ben, ['Ana'])]);
    for (const { page } of [ana, ben]) {
      expect(await page.evaluate(() => window.longestGapMs)).toBeLessThan(GAP_MS);
    }
    await Promise.all([expectToHear(ana, 1), expectToHear(ben, 1)]);
    expect(childrenOf(pid)).toMatchObject([{ command: 'mediasoup-worke' }]);
  });
});

test.describe('who speaks', () => {
  test.use({ sfuAbove: 1 });

  test('is on the first page, in the place of one who does not', async ({ person, sfuServer: { url } }) => {
    const ana = await person('Ana', { url, viewport: { width: 390, height: 844 } });
    const [eve, ben] = [await person('Eve', { url }), await person('Ben', { url, viewport })];
    const code = await ana.createRoom();
    await ana.join(code);
    for (let tab = 0; tab < 8; tab += 1) await (await RawSocket.open(eve, code)).join();
    await expect(ana.tile('Eve')).toHaveCount(8);
    await ben.join(code);
    await expect(ana.tile('Ben')).toBeVisible();
    await expect(ana.tile('Eve')).toHaveCount(7);
  });
});

/** The processes that a process has started, with as much of their names as the system keeps. */
function childrenOf(pid: number): { pid: number; command: string }[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return children.map((child) => ({ pid: child, command: readFileSync(`/proc/${child}/comm`, 'utf8').trim() }));
}

/** Has the page measure for how long at most no picture of that person comes, from now on. */
function watchPicture(person: Person, name: string): Promise<void> {
  return person.tile(name).evaluate((tile) => {
    window.longestGapMs = 0;
    let [frames, lastAtMs] = [0, performance.now()];
    setInterval(() => {
      window.longestGapMs = Math.max(window.longestGapMs, performance.now() - lastAtMs);
      const now = tile.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? frames;
      if (now !== frames) [frames, lastAtMs] = [now, performance.now()];
    }, 20);
  });
}

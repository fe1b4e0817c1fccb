import { readFileSync } from 'node:fs';
import { startBuiltServer, temporaryFolder } from '../scripts/built-server.mjs';
import { test as base, expect, type Server } from './fixtures.ts';
import { expectToHear, expectToSee } from './media.ts';
import type { Person } from './person.ts';
import { RawSocket } from './raw-socket.ts';

declare global {
  interface Window {
    /** For how long at most no new picture came of someone, and how often someone's tile was found empty. */
    watched: { longestGapMs: number; empty: number };
  }
}

/** A server whose meetings go through its media node above so many people. */
const test = base.extend<{ sfuServer: Server; sfuAbove: number }>({
  sfuAbove: [4, { option: true }],

  sfuServer: async ({ sfuAbove }, use, testInfo) => {
    const folder = temporaryFolder();
    const env = { SFU_ABOVE: String(sfuAbove), MEDIA_WORKERS: '1' };
    const server = await startBuiltServer({ dataDir: folder.path, env });
    await use(server);
    if (testInfo.status !== testInfo.expectedStatus) await testInfo.attach('sfu-server.log', { body: server.log() });
    await server.stop();
    folder.remove();
  },
});

/** For how long a picture may stand still here: less than half of it was ever seen, but browsers share this machine. */
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

test('a meeting of three that grows to six goes through a media node, and back when three have left', async ({
  person,
  sfuServer: { url },
}) => {
  // Six browsers encode and decode on the processors that all else runs on: two only look and listen, the others send little.
  test.setTimeout(240_000);
  const arrive = (name: string, devices = true) => person(name, { url, viewport, devices });
  const [ana, ben, caro] = [await arrive('Ana'), await arrive('Ben'), await arrive('Caro')];
  const staying = [ana, ben, caro];
  const modes = staying.map(watchModes);
  const areAllBy = (mode: string) =>
    expect.poll(() => modes.map((modes) => modes.at(-1)), { timeout: 60_000 }).toEqual(staying.map(() => mode));
  const [dan, eve, fay] = [await arrive('Dan', false), await arrive('Eve', false), await arrive('Fay')];
  const going = [dan, eve, fay];
  const code = await ana.createRoom();
  // A page that loads takes the processors from pictures that move.
  for (const one of [...going, ...staying]) await one.open(code);
  for (const one of staying) await one.enter();
  await see(staying, staying);
  for (const one of staying) await watchPictures(one, othersOf(one, staying));

  for (const one of [dan, eve]) await one.enter();
  await areAllBy('sfu');
  await fay.enter();
  await see([...staying, ...going], [...staying, fay]);
  await expectToHear(dan, 4);

  for (const one of going) await one.button(one.words.meeting.controls.leave).click();
  await areAllBy('mesh');
  await see(staying, staying);
  await expectToHear(ana, 2);
  expect(modes).toEqual(staying.map(() => ['mesh', 'sfu', 'mesh']));
  for (const one of staying) {
    const { longestGapMs, empty } = await watchedBy(one);
    expect(longestGapMs).toBeLessThan(GAP_MS);
    expect(empty).toBe(0);
  }
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
    await Promise.all([watchPictures(ana, ['Ben']), watchPictures(ben, ['Ana'])]);
    process.kill(worker?.pid ?? Number.NaN, 'SIGKILL');
    await expect.poll(() => modes.map((modes, index) => modes.length > (before[index] ?? 0))).toEqual([true, true]);
    await Promise.all([expectToSee(ana, ['Ben']), expectToSee(ben, ['Ana'])]);
    for (const one of [ana, ben]) expect((await watchedBy(one)).longestGapMs).toBeLessThan(GAP_MS);
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

async function see(viewers: Person[], people: Person[]): Promise<void> {
  await Promise.all(viewers.map((one) => expectToSee(one, othersOf(one, people))));
}

function othersOf(one: Person, people: Person[]): string[] {
  return people.filter((other) => other !== one).map(({ name }) => name);
}

/** Has the page watch the pictures of these people from now on. */
async function watchPictures({ page, words }: Person, names: string[]): Promise<void> {
  const labels = names.map(words.meeting.stage.tile);
  await page.evaluate((labels) => {
    window.watched = { longestGapMs: 0, empty: 0 };
    const seen = new Map(labels.map((label) => [label, { frames: 0, atMs: performance.now() }]));
    setInterval(() => {
      for (const [label, last] of seen) {
        window.watched.longestGapMs = Math.max(window.watched.longestGapMs, performance.now() - last.atMs);
        const video = document.querySelector<HTMLVideoElement>(`li[aria-label="${label}"] video`);
        if (!video || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) window.watched.empty += 1;
        const frames = video?.getVideoPlaybackQuality().totalVideoFrames ?? last.frames;
        if (frames !== last.frames) seen.set(label, { frames, atMs: performance.now() });
      }
    }, 20);
  }, labels);
}

function watchedBy({ page }: Person): Promise<Window['watched']> {
  return page.evaluate(() => window.watched);
}

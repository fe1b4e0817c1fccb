import type { Page } from '@playwright/test';
import { startBuiltServer, temporaryFolder } from '../scripts/built-server.mjs';
import { test as base, expect, type Server } from './fixtures.ts';
import { expectToHear, expectToSee } from './media.ts';
import type { Person } from './person.ts';

/** A server with a media node of one worker, as it is by itself. */
const test = base.extend<{ sfuServer: Server }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures that one needs from it.
  sfuServer: async ({}, use) => {
    const folder = temporaryFolder();
    const server = await startBuiltServer({ dataDir: folder.path, env: { MEDIA_WORKERS: '1' } });
    await use(server);
    await server.stop();
    folder.remove();
  },
});

/** How media goes on a page by what it has logged of its changes; a mesh before the first. */
function watchMode({ page }: Person): () => string {
  let mode = 'mesh';
  page.on('console', (message) => {
    mode = /^media by (\w+) now$/.exec(message.text())?.[1] ?? mode;
  });
  return () => mode;
}

/** From now on notes the longest time in milliseconds that each video of another person stood still. Resolves to how to ask. */
async function watchGaps(page: Page): Promise<() => Promise<number>> {
  const watch = await page.evaluateHandle(() => {
    const last = new Map<string, { frames: number; atMs: number }>();
    const seen = { longestMs: 0 };
    setInterval(() => {
      for (const video of document.querySelectorAll<HTMLVideoElement>('[data-tile] video')) {
        const id = video.closest('[data-tile]')?.getAttribute('data-tile') ?? '';
        const frames = video.getVideoPlaybackQuality().totalVideoFrames;
        const before = last.get(id);
        const now = performance.now();
        // A new track begins to count anew.
        if (!before || before.frames !== frames) {
          if (before) seen.longestMs = Math.max(seen.longestMs, now - before.atMs);
          last.set(id, { frames, atMs: now });
        }
      }
    }, 50);
    return seen;
  });
  return async () => (await watch.jsonValue()).longestMs;
}

test('a meeting that grows goes through a media node, and back when it is small again', async ({
  person,
  sfuServer: { url },
}) => {
  test.setTimeout(240_000);
  const first = [await person('Ana', { url }), await person('Ben', { url }), await person('Caro', { url })];
  const [ana, ben, caro] = first as [Person, Person, Person];
  const code = await ana.createRoom();
  const modes = first.map(watchMode);
  for (const one of first) await one.join(code);
  await expectToSee(ana, ['Ben', 'Caro']);
  await expectToSee(caro, ['Ana', 'Ben']);
  const gaps = await Promise.all(first.map(({ page }) => watchGaps(page)));

  const later = [await person('Dan', { url }), await person('Eva', { url }), await person('Fay', { url })];
  for (const one of later) await one.join(code);
  await expect.poll(() => modes.map((mode) => mode()), { timeout: 60_000 }).toEqual(['sfu', 'sfu', 'sfu']);
  await expectToSee(ana, ['Ben', 'Caro', 'Dan', 'Eva', 'Fay']);
  await expectToSee(later[2] as Person, ['Ana', 'Ben', 'Caro', 'Dan', 'Eva']);
  await expectToHear(ben, 5);
  // biome-ignore lint/suspicious/noConsole: x
  console.log('gaps up', await Promise.all(gaps.map((gap) => gap())));

  for (const one of later) await one.button(one.words.meeting.controls.leave).click();
  await expect.poll(() => modes.map((mode) => mode()), { timeout: 60_000 }).toEqual(['mesh', 'mesh', 'mesh']);
  await expectToSee(ana, ['Ben', 'Caro']);
  await expectToSee(ben, ['Ana', 'Caro']);
  await expectToHear(caro, 2);
  // biome-ignore lint/suspicious/noConsole: x
  console.log('gaps all', await Promise.all(gaps.map((gap) => gap())));
});

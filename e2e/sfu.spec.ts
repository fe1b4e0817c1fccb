import { startBuiltServer, temporaryFolder } from '../scripts/built-server.mjs';
import { test as base, expect, type Server } from './fixtures.ts';
import { expectToHear, expectToSee } from './media.ts';
import type { Person } from './person.ts';

/** A server whose meetings go through its media node above three people. */
const test = base.extend<{ sfuServer: Server }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures that one needs from it.
  sfuServer: async ({}, use) => {
    const folder = temporaryFolder();
    const server = await startBuiltServer({ dataDir: folder.path, env: { SFU_ABOVE: '3', MEDIA_WORKERS: '1' } });
    await use(server);
    await server.stop();
    folder.remove();
  },
});

/** Small pictures: there is one machine for everyone. */
const viewport = { width: 640, height: 480 };

/** How media goes on a page by what it has logged of its changes; a mesh before the first. */
function watchMode({ page }: Person): () => string {
  let mode = 'mesh';
  page.on('console', (message) => {
    mode = /^media by (\w+) now$/.exec(message.text())?.[1] ?? mode;
  });
  return () => mode;
}

test('a meeting that grows goes through a media node, and back when it is small again', async ({
  person,
  sfuServer: { url },
}) => {
  // Four browsers encode and decode on the processors that all else runs on.
  test.setTimeout(240_000);
  const arrive = (name: string) => person(name, { url, viewport });
  const [ana, ben] = [await arrive('Ana'), await arrive('Ben')];
  const modes = [ana, ben].map(watchMode);
  const code = await ana.createRoom();
  for (const one of [ana, ben]) await one.join(code);
  await Promise.all([expectToSee(ana, ['Ben']), expectToSee(ben, ['Ana'])]);

  const [caro, dan] = [await arrive('Caro'), await arrive('Dan')];
  for (const one of [caro, dan]) await one.join(code);
  await expect.poll(() => modes.map((mode) => mode()), { timeout: 60_000 }).toEqual(['sfu', 'sfu']);
  await expectToSee(ana, ['Ben', 'Caro', 'Dan']);
  await expectToSee(dan, ['Ana', 'Ben', 'Caro']);
  await expectToHear(ben, 3);

  await ana.people.choose('Dan', ana.words.meeting.people.remove);
  await ana.confirms(ana.words.meeting.people.remove);
  await caro.button(caro.words.meeting.controls.leave).click();
  await expect.poll(() => modes.map((mode) => mode()), { timeout: 60_000 }).toEqual(['mesh', 'mesh']);
  await Promise.all([expectToSee(ana, ['Ben']), expectToSee(ben, ['Ana'])]);
  await expectToHear(ben, 1);
});

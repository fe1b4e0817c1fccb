import { startRedis } from '../apps/server/src/lib/redis-fixture.ts';
import { startBuiltServer, temporaryFolder } from '../scripts/built-server.mjs';
import { test as base, expect, type Server } from './fixtures.ts';
import { expectToHear, expectToSee } from './media.ts';

interface House {
  url: string;
  media: Server[];
}

/** One house and two media nodes, each of which carries two people of a meeting as long as the other can take more. */
const test = base.extend<{ house: House }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures that one needs from it.
  house: async ({}, use) => {
    const redis = await startRedis('standalone');
    const folders = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    const start = (index: number, env: Record<string, string>) =>
      startBuiltServer({
        dataDir: folders[index]?.path ?? '',
        env: { REDIS_URL: redis.url, MEDIA_WORKERS: '1', ...env },
      });
    const media = await Promise.all([start(1, { ROLE: 'media' }), start(2, { ROLE: 'media' })]);
    const limits = { SFU_ABOVE: '1', MEDIA_NODE_MAX_PARTICIPANTS: '2' };
    const house = await start(0, { ROLE: 'gateway,auth,hub', ...limits });
    await use({ url: house.url, media });
    await Promise.all([house, ...media].map((server) => server.kill()));
    await redis.close();
    for (const folder of folders) folder.remove();
  },
});

const viewport = { width: 640, height: 480 };
/** A lease that runs out, its absence noticed, and clients that ask ever more seldom until then. */
const BACK_WITHIN_MS = 60_000;

async function figure({ url }: Server, series: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${series}(?:\\{[^}]*\\})? (\\d+)$`, 'm').exec(metrics)?.[1] ?? Number.NaN);
}

test('a meeting that outgrows a media node is one meeting, and outlives the other node', async ({ person, house }) => {
  // Four browsers encode and decode on the processors that all else runs on.
  test.setTimeout(240_000);
  const { url, media } = house;
  const figures = (series: string) => Promise.all(media.map((node) => figure(node, series)));
  const arrive = (name: string) => person(name, { url, viewport });
  const [ana, ben] = [await arrive('Ana'), await arrive('Ben')];
  const code = await ana.createRoom({ waitingRoom: false });
  for (const one of [ana, ben]) await one.join(code);
  await Promise.all([expectToSee(ana, ['Ben']), expectToSee(ben, ['Ana'])]);
  await expect.poll(async () => Math.max(...(await figures('sfu_peers'))), { timeout: 30_000 }).toBe(2);
  const relay = (await figures('sfu_peers')).indexOf(0);

  const [caro, dan] = [await arrive('Caro'), await arrive('Dan')];
  for (const one of [caro, dan]) await one.join(code);
  await expectToSee(ana, ['Ben', 'Caro', 'Dan']);
  await expectToSee(dan, ['Ana', 'Ben', 'Caro']);
  await expectToHear(caro, 3);
  await expectToHear(ben, 3);
  await expect.poll(() => figures('sfu_peers'), { timeout: 30_000 }).toEqual([2, 2]);
  expect(await figures('sfu_pipes')).toEqual([1, 1]);

  await media[relay]?.kill();
  await expectToSee(ana, ['Ben']);
  await expect(async () => {
    await expectToSee(ana, ['Ben', 'Caro', 'Dan']);
    await expectToSee(dan, ['Ana', 'Ben', 'Caro']);
  }).toPass({ timeout: BACK_WITHIN_MS });
  await expectToHear(ben, 3);
});

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
/** A process that ended is noticed within eight seconds, and figures are read each five. */
const BACK_WITHIN_MS = 20_000;

async function figure({ url }: Server, series: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${series}(?:\\{[^}]*\\})? (\\d+)$`, 'm').exec(metrics)?.[1] ?? Number.NaN);
}

test('a meeting that outgrows a media node is one meeting, and outlives the other node', async ({ person, house }) => {
  // Three browsers encode and decode on the processors that all else runs on.
  test.setTimeout(240_000);
  const { url, media } = house;
  const figures = (series: string) => Promise.all(media.map((node) => figure(node, series)));
  const arrive = (name: string) => person(name, { url, viewport });
  const [ana, ben] = [await arrive('Ana'), await arrive('Ben')];
  const code = await ana.createRoom({ waitingRoom: false });
  for (const one of [ana, ben]) await one.join(code);
  await expect.poll(async () => (await figures('sfu_peers')).toSorted(), { timeout: 30_000 }).toEqual([0, 2]);
  const relay = (await figures('sfu_peers')).indexOf(0);

  const caro = await arrive('Caro');
  await caro.join(code);
  await Promise.all([expectToSee(ana, ['Ben', 'Caro']), expectToSee(caro, ['Ana', 'Ben'])]);
  await Promise.all([expectToHear(ben, 2), expectToHear(caro, 2)]);
  await expect.poll(() => figures('sfu_pipes'), { timeout: 30_000 }).toEqual([1, 1]);
  expect((await figures('sfu_peers'))[relay]).toBe(1);

  const main = media[1 - relay] as Server;
  await media[relay]?.kill();
  await expectToSee(ana, ['Ben']);
  expect(await figure(main, 'sfu_peers')).toBe(2);
  await expect.poll(() => figure(main, 'sfu_peers'), { timeout: BACK_WITHIN_MS }).toBe(3);
  await Promise.all([expectToSee(ana, ['Ben', 'Caro']), expectToSee(caro, ['Ana', 'Ben'])]);
  await Promise.all([expectToHear(ben, 2), expectToHear(caro, 2)]);
});

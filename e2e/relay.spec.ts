import { Coturn } from '../apps/server/src/ice/coturn-fixture.ts';
import { startBuiltServer, temporaryFolder } from '../scripts/built-server.mjs';
import { expect, type Server, test as withServer } from './fixtures.ts';
import { loopbackBrowser, loopbackPeers } from './loopback-relay.ts';
import { LossyWay } from './lossy-way.ts';
import { candidateTypes, expectToHear, expectToSee, waysInUse } from './media.ts';
import { english } from './words.ts';

/* The product where all media goes through the real coturn. */

const test = withServer.extend<object, { coturn: Coturn; way: LossyWay; server: Server }>({
  coturn: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures that one needs from it.
    async ({}, use) => {
      const coturn = await Coturn.start(loopbackPeers);
      await use(coturn);
      await coturn.stop();
    },
    { scope: 'worker', timeout: 30_000 },
  ],
  way: [
    async ({ coturn }, use) => {
      const way = await LossyWay.to(coturn.port);
      await use(way);
      way.close();
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ coturn, way }, use) => {
      const folder = temporaryFolder();
      const env = { TURN_URLS: way.url, TURN_SECRET: coturn.secret, ICE_TRANSPORT_POLICY: 'relay' };
      const server = await startBuiltServer({ dataDir: folder.path, env });
      await use(server);
      await server.stop();
      folder.remove();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});

test.use({ launchOptions: loopbackBrowser });

test('two people meet by the relay alone, of which who waits is told nothing', async ({ person }) => {
  const [ana, ben] = await Promise.all([person('Ana'), person('Ben')]);
  const code = await ana.createRoom({ waitingRoom: true });
  await ana.join(code);
  const ticket = await ben.ticketFor(code);
  expect(ticket).toMatchObject({ iceServers: [], iceTransportPolicy: 'relay' });
  expect(ticket).not.toHaveProperty('ttlSeconds');
  await ben.knock(code);
  await ana.people.open();
  await ana.button(english.meeting.people.admitName('Ben')).click();
  await ben.seesMeeting();

  await Promise.all([expectToSee(ana, ['Ben']), expectToSee(ben, ['Ana'])]);
  await Promise.all([expectToHear(ana, 1), expectToHear(ben, 1)]);
  for (const { page } of [ana, ben]) {
    expect(await waysInUse(page)).toMatchObject([{ local: 'relay', remote: 'relay' }]);
    // Neither has found an address of its own, nor learnt one of the other.
    expect(await candidateTypes(page)).toEqual(['relay']);
  }
});

test('a way that loses media shows on tiles, is told to whose it is, and no more when it is well again', async ({
  person,
  way,
}) => {
  const { stage, notices } = english.meeting;
  const [ana, ben] = await Promise.all([person('Ana'), person('Ben')]);
  const code = await ana.createRoom();
  await Promise.all([ana.join(code), ben.join(code)]);
  await Promise.all([expectToSee(ana, ['Ben']), expectToHear(ana, 1)]);
  const trouble = ana.tile('Ben').getByRole('img', { name: stage.link.bad });
  await expect(trouble).toBeHidden();

  way.loss = 0.4;
  await expect(trouble).toBeVisible({ timeout: 30_000 });
  await expect(ben.notices.saying(notices.ownLinkBad)).toBeVisible({ timeout: 30_000 });

  way.loss = 0;
  await expect(trouble).toBeHidden({ timeout: 30_000 });
});

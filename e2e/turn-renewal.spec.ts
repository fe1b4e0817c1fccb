import { setInterval as every } from 'node:timers';
import type { RoomId } from '@cline-meet/protocol';
import { test as base, expect, type Page } from '@playwright/test';
import { HubRig } from '../apps/server/src/hub/hub-rig.ts';
import { Coturn } from '../apps/server/src/ice/coturn-fixture.ts';
import { createIceServers } from '../apps/server/src/ice/ice-servers.ts';
import { systemClock } from '../apps/server/src/lib/clock.ts';
import { ticketFor, ticketRoom } from '../apps/server/src/room/room-fixtures.ts';
import { loopbackBrowser, loopbackPeers } from './loopback-relay.ts';
import { recordPeerConnections, waysInUse } from './media.ts';
import { type ScriptPage, serveScript } from './script-page.ts';

/* The hub, the sdk, a real browser and the real coturn, with credentials that end after seconds and not minutes. */

const CREDENTIAL_SECONDS = 6;
/** Browsers refresh an allocation that is as short as this at half of it: after its credential has ended. */
const ALLOCATION_SECONDS = 20;
const relayed = { local: 'relay', remote: 'relay' };

interface Fixtures {
  coturn: Coturn;
  /** Opens a tab and joins the room with it. */
  join: (name: string) => Promise<Page>;
}

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures that one needs from it.
  coturn: async ({}, use) => {
    const coturn = await Coturn.start([...loopbackPeers, `--max-allocate-lifetime=${ALLOCATION_SECONDS}`, '--verbose']);
    await use(coturn);
    await coturn.stop();
  },

  join: async ({ browser, coturn }, use) => {
    const turn = { stunUrls: [], turnUrls: [coturn.url], turnSecret: coturn.secret, transportPolicy: 'relay' as const };
    const ice = createIceServers(turn, systemClock, CREDENTIAL_SECONDS);
    const rig = await HubRig.start({ ice, settings: { allowedOrigins: () => true } });
    // The hub's clock goes with the true one, by which coturn goes.
    const second = every(() => rig.clock.advance(1000), 1000);
    const script: ScriptPage = await serveScript('session-page.ts');
    const room = ticketRoom();
    const context = await browser.newContext();
    await recordPeerConnections(context);
    await use(async (name) => {
      const page = await context.newPage();
      await page.goto(script.url);
      const ticket = rig.ticket(ticketFor(room, name));
      const url = `ws://127.0.0.1:${rig.pod().port}/ws?room=${room.roomId}`;
      await page.evaluate(([url, roomId, ticket]) => window.tab.join(url, roomId, ticket), [
        url,
        room.roomId as RoomId,
        ticket,
      ] as const);
      return page;
    });
    await context.close();
    clearInterval(second);
    script.close();
    await rig.close();
  },
});

test.use({ launchOptions: loopbackBrowser });

/** Waits until the page decodes ever more frames of this many others. */
async function expectFrames(page: Page, others: number): Promise<void> {
  const frames = () => page.evaluate(() => window.tab.framesDecoded());
  await expect.poll(async () => (await frames()).filter((count) => count > 0)).toHaveLength(others);
  const before = await frames();
  const advanced = async () => (await frames()).every((count, at) => count > (before[at] ?? 0) + 10);
  await expect.poll(advanced, { message: 'frames advance' }).toBe(true);
}

/** The user names by which coturn has made allocations so far. */
function allocators({ log }: Coturn): string[] {
  const names = [...log.matchAll(/: new, realm=<cline-meet>, username=<([^>]+)>/g)].map(([, name = '']) => name);
  return [...new Set(names)];
}

const endMs = (userName: string) => Number(userName.split(':')[0]) * 1000;

test('a call goes on past the end of its first credentials, and finds new ways by the next', async ({
  coturn,
  join,
}) => {
  const [ana, ben] = [await join('Ana'), await join('Ben')];
  await Promise.all([expectFrames(ana, 1), expectFrames(ben, 1)]);
  const first = await Promise.all([waysInUse(ana), waysInUse(ben)]);
  expect(first).toMatchObject([[relayed], [relayed]]);
  const userNames = allocators(coturn);
  expect(userNames).toHaveLength(2);

  for (const name of userNames) {
    const isRefreshed = () => coturn.log.includes(`: refreshed, realm=<cline-meet>, username=<${name}>`);
    await expect.poll(isRefreshed, { message: `${name} refreshes its allocation` }).toBe(true);
    expect(Date.now()).toBeGreaterThan(endMs(name));
  }
  await Promise.all([expectFrames(ana, 1), expectFrames(ben, 1)]);
  // What runs is what ran: credentials alone restart nothing.
  expect(await Promise.all([waysInUse(ana), waysInUse(ben)])).toEqual(first);
  expect(allocators(coturn)).toEqual(userNames);

  // ICE restarts, as after a change of network.
  await ana.evaluate(() => window.dispatchEvent(new Event('online')));
  const portOf = async (page: Page) => (await waysInUse(page)).map(({ localPort }) => localPort);
  const before = first.flat().map(({ localPort }) => localPort);
  for (const page of [ana, ben]) {
    await expect.poll(async () => (await portOf(page)).every((port) => !before.includes(port))).toBe(true);
    expect(await waysInUse(page)).toMatchObject([relayed]);
    await expectFrames(page, 1);
  }

  const cem = await join('Cem');
  await Promise.all([ana, ben, cem].map((page) => expectFrames(page, 2)));
  for (const page of [ana, ben, cem]) expect(await waysInUse(page)).toMatchObject([relayed, relayed]);
});

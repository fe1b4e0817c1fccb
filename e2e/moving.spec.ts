import type { Page } from '@playwright/test';
import { test as base, expect, type Server } from './fixtures.ts';
import { expectToHear, expectToSee, iceCredentials } from './media.ts';
import { Network } from './network.ts';
import { ServerGroup } from './server-group.ts';
import { english } from './words.ts';

/** From now on notes whether the page ever shows this text, however short. Resolves to how to ask. */
async function watchFor(page: Page, text: string): Promise<() => Promise<boolean>> {
  const watch = await page.evaluateHandle((wanted) => {
    const seen = { ever: false };
    const look = () => {
      seen.ever ||= document.body.textContent?.includes(wanted) ?? false;
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
    return seen;
  }, text);
  return async () => (await watch.jsonValue()).ever;
}

/** Two servers behind a balancer that leads to the first. */
const test = base.extend<{ pair: { first: Server; second: Server; balancer: Network } }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures that one needs from it.
  pair: async ({}, use) => {
    const group = await ServerGroup.start(2);
    const [first, second] = [group.server(0), group.server(1)];
    const balancer = await Network.to(first.url);
    await use({ first, second, balancer });
    balancer.close();
    await group.close();
  },
});

test('a server that goes hands its meeting to another, and nobody notices', async ({ person, pair }) => {
  // Two more servers than other tests have, and a Redis.
  test.slow();
  const { first, second, balancer } = pair;
  const { url } = balancer;
  const [ana, ben] = await Promise.all([person('Ana', { url }), person('Ben', { url })]);
  const code = await ana.createRoom();
  await Promise.all([ana.join(code), ben.join(code)]);
  await Promise.all([expectToSee(ana, ['Ben']), expectToSee(ben, ['Ana'])]);
  await Promise.all([ana.chat.open(), ben.chat.open()]);
  const pages = [ana.page, ben.page];
  const sawReconnecting = await Promise.all(pages.map((page) => watchFor(page, 'Reconnecting')));
  const notices = await Promise.all([ana.notices.record(), ben.notices.record()]);
  const before = await Promise.all(pages.map(iceCredentials));
  const ids = await Promise.all([ana.connectionId(code), ben.connectionId(code)]);

  balancer.leadTo(second.url);
  const stopped = first.stop();
  // Said while one or the other moves.
  for (const number of [1, 2, 3, 4]) {
    await ana.chat.say(`Ana ${number}`);
    await ben.chat.say(`Ben ${number}`);
  }
  expect(await stopped).toBe(0);

  await ana.chat.say('Still here');
  for (const { chat } of [ana, ben]) {
    for (const text of ['Ana 1', 'Ana 4', 'Ben 1', 'Ben 4', 'Still here'])
      await expect(chat.message(text)).toHaveCount(1);
    await expect(chat.log.getByText(english.meeting.chat.pending)).toHaveCount(0);
  }
  await Promise.all([expectToSee(ana, ['Ben']), expectToSee(ben, ['Ana'])]);
  await expectToHear(ana, 1);
  expect(await Promise.all(pages.map(iceCredentials))).toEqual(before);
  expect(await Promise.all([ana.connectionId(code), ben.connectionId(code)])).toEqual(ids);
  expect(await Promise.all(sawReconnecting.map((ever) => ever()))).toEqual([false, false]);
  const said = (await Promise.all(notices.map((read) => read()))).flat();
  expect(said.filter((notice) => !/Ana|Ben/.test(notice))).toEqual([]);
  expect(said.filter((notice) => notice.includes(english.meeting.notices.left('Ben')))).toEqual([]);
});

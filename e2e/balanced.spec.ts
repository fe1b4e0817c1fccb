import { type Balancer, haproxy, startBalancer } from '../faults/balancer-fixture.ts';
import { test as base, expect } from './fixtures.ts';
import { expectToHear, expectToSee } from './media.ts';
import { ServerGroup } from './server-group.ts';

/** Three servers behind HAProxy as it is deployed. */
const test = base.extend<{ house: { group: ServerGroup; balancer: Balancer; url: string } }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures that one needs from it.
  house: async ({}, use) => {
    const group = await ServerGroup.start(3);
    const balancer = await startBalancer(haproxy, group.ports, group.ports);
    await use({ group, balancer, url: `http://localhost:${balancer.port}` });
    await balancer.close();
    await group.close();
  },
});

test('a meeting outlives its server, and goes on over two', async ({ person, house }) => {
  // Three servers more than other tests have, a Redis and a balancer.
  test.slow();
  const { group, balancer, url } = house;
  const [ana, ben] = await Promise.all([person('Ana', { url }), person('Ben', { url })]);
  const code = await ana.createRoom({ waitingRoom: false });
  await Promise.all([ana.join(code), ben.join(code)]);
  await Promise.all([expectToSee(ana, ['Ben']), expectToSee(ben, ['Ana'])]);
  const home = (await group.sockets()).indexOf(2);
  expect(home, 'one server has the whole room').not.toBe(-1);

  await group.kill(home);
  await expect.poll(() => group.sockets(), { message: 'both are at another server' }).toContain(2);
  // The address of the room leads to its server again; who is elsewhere by now stays there.
  await group.restart(home);
  await expect.poll(balancer.said, { message: 'the balancer has seen it' }).toContain(`hubs/hub${home + 1} is UP`);
  const caro = await person('Caro', { url });
  await caro.join(code);

  await Promise.all([
    expectToSee(ana, ['Ben', 'Caro']),
    expectToSee(ben, ['Ana', 'Caro']),
    expectToSee(caro, ['Ana', 'Ben']),
  ]);
  await expectToHear(caro, 2);
  expect([...(await group.sockets())].sort()).toEqual([0, 1, 2]);
  // The connection between Ana and Ben is the one that they had.
  for (const { page } of [ana, ben]) expect(await page.evaluate(() => window.peerConnectionsSeen.length)).toBe(2);
  await Promise.all([ana.chat.open(), ben.chat.open(), caro.chat.open()]);
  await caro.chat.say('From the other server');
  await ana.chat.say('Heard');
  for (const { chat } of [ana, ben, caro]) {
    for (const text of ['From the other server', 'Heard']) await expect(chat.message(text)).toHaveCount(1);
  }
});

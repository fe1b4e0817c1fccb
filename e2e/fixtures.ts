import { test as base } from '@playwright/test';
import { startBuiltServer, temporaryFolder } from '../scripts/built-server.mjs';
import { Person, type PersonOptions } from './person.ts';

export { expect } from '@playwright/test';

export type Server = Awaited<ReturnType<typeof startBuiltServer>>;

interface TestFixtures {
  /** Opens a browser profile of their own for a person, signed in as a guest of that name. */
  person: (name: string, options?: PersonOptions) => Promise<Person>;
  /** The server's log since the test began is attached to a failure. */
  serverLog: undefined;
}

/** The tests' `test`: with the built server on a port of its own, and as many people as a test needs. */
export const test = base.extend<TestFixtures, { server: Server }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures that one needs from it.
    async ({}, use) => {
      const folder = temporaryFolder();
      const server = await startBuiltServer({ dataDir: folder.path });
      await use(server);
      await server.stop();
      folder.remove();
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  serverLog: [
    async ({ server }, use, testInfo) => {
      const before = server.log().length;
      await use(undefined);
      if (testInfo.status === testInfo.expectedStatus) return;
      await testInfo.attach('server.log', { body: server.log().slice(before), contentType: 'text/plain' });
    },
    { auto: true },
  ],

  person: async ({ browser, server }, use, testInfo) => {
    const people: Person[] = [];
    await use(async (name, options) => {
      const person = await Person.arrive(browser, server.url, name, options);
      people.push(person);
      return person;
    });
    const failed = testInfo.status !== testInfo.expectedStatus;
    for (const person of people) {
      if (failed) await person.attachTo(testInfo);
      await person.context.close();
    }
    // An uncaught error in a page is a bug, even where the test saw what it wanted to see.
    for (const person of people) base.expect(person.uncaughtErrors, `uncaught errors of ${person.name}`).toEqual([]);
  },
});

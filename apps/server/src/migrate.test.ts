import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { PostgresServer } from './db/postgres-fixture.ts';
import { killServers, runServer } from './server-process-fixture.ts';

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await PostgresServer.start();
}, 60_000);
afterEach(killServers);
afterAll(() => postgres.close());

const migrate = (env: Record<string, string>) => runServer(env, 'migrate').ended;

it('brings the schema up to date, and may do so again', async () => {
  const DATABASE_URL = await postgres.createDatabase('migrated');
  for (const _ of ['first', 'again']) expect(await migrate({ DATABASE_URL })).toEqual({ code: 0, errors: '' });
  const tables = await postgres.query(`select to_regclass('rooms') is not null as "isThere"`, 'migrated');
  expect(tables).toEqual([{ isThere: true }]);
}, 60_000);

it.each([
  ['no database', () => ({}), /^migrate: DATABASE_URL must be set: it names what to migrate\n$/],
  [
    'a database that is not there',
    () => ({ DATABASE_URL: postgres.urlOf('nowhere') }),
    /^migrate: the database at 127\.0\.0\.1:\d+ refuses this server \(.*\)\n$/,
  ],
])(
  'says plainly that there is %s',
  async (_what, env, line) => {
    const { code, errors } = await migrate(env());
    expect(errors).toMatch(line);
    expect(code).toBe(1);
  },
  30_000,
);

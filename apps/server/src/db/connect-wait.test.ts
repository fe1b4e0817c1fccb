import { expect, it } from 'vitest';
import { DatabaseUnavailable, waitForServer } from './connect-wait.ts';

const refused = () => Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });

/** Attempts that fail as told, then succeed; time passes in the pauses alone. */
function rig(failures: Error[]) {
  let nowMs = 0;
  const pauses: number[] = [];
  const reasons: string[] = [];
  const wait = (waitMs: number) =>
    waitForServer(
      async () => {
        const failure = failures.shift();
        if (failure) throw failure;
      },
      {
        name: 'db.example.org:5432',
        waitMs,
        clock: { now: () => nowMs },
        onRetry: (reason) => reasons.push(reason),
        pause: async (ms) => {
          pauses.push(ms);
          nowMs += ms;
        },
        random: () => 1,
      },
    );
  return { wait, pauses, reasons };
}

it('tries again with growing pauses', async () => {
  const { wait, pauses, reasons } = rig(Array.from({ length: 7 }, refused));
  await wait(60_000);
  expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
  expect(reasons).toHaveLength(7);
});

it('ends when the time is over, with the reason of the last try', async () => {
  const { wait, pauses } = rig(Array.from({ length: 50 }, refused));
  await expect(wait(1_000)).rejects.toThrow(
    new DatabaseUnavailable(
      'the database at db.example.org:5432 did not answer within 1 s (connect ECONNREFUSED 127.0.0.1:5432)',
    ),
  );
  expect(pauses).toEqual([250, 500, 250]);
});

it.each(['28P01', '28000', '3D000', '42501'])(
  'does not wait where SQLSTATE %s says that it cannot help',
  async (code) => {
    const { wait, pauses } = rig([Object.assign(new Error('password authentication failed'), { code })]);
    await expect(wait(60_000)).rejects.toThrow(
      'the database at db.example.org:5432 refuses this server (password authentication failed)',
    );
    expect(pauses).toEqual([]);
  },
);

it('waits for a server that is starting up, or full', async () => {
  const failures = ['57P03', '53300'].map((code) => Object.assign(new Error('not now'), { code }));
  const { wait, reasons } = rig(failures);
  await wait(60_000);
  expect(reasons).toEqual(['not now', 'not now']);
});

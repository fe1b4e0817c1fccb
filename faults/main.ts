import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../apps/loadtest/src/random.ts';
import { PostgresServer } from '../apps/server/src/db/postgres-fixture.ts';
import { House } from './house.ts';
import { type Outcome, runSchedule } from './run-schedule.ts';
import { scheduleOf } from './schedule.ts';

const REPORT_FOLDER = 'test-results/faults';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '200' },
    houses: { type: 'string', default: String(Math.max(1, cpus().length)) },
    short: { type: 'boolean', default: false },
    report: { type: 'string' },
  },
});
const seeds =
  values.seed?.split(',').map(Number) ??
  Array.from({ length: Number(values.count) }, (_, index) => Number(values.from) + index);
const count = seeds.length;

/** Two servers or three, by the seed. */
const hubsOf = (seed: number) => 2 + (seed % 2);

/** Takes seeds until there are none; a house in which something broke may be broken itself, and is left. */
async function work(postgres: PostgresServer, waiting: number[], done: (outcome: Outcome) => void): Promise<void> {
  let house: House | null = null;
  for (let seed = nextFor(house, waiting); seed !== undefined; seed = nextFor(house, waiting)) {
    const hubs = hubsOf(seed);
    if (house && house.hubs !== hubs) {
      await house.close();
      house = null;
    }
    house ??= await House.start(postgres, hubs, new Random(seed).next);
    const outcome = await runSchedule(house, scheduleOf(seed, hubs, !values.short));
    if (outcome.broken.length > 0) {
      report(outcome, house.logs());
      await house.close();
      house = null;
    }
    done(outcome);
  }
  await house?.close();
}

/** One for the house as it is, where there is one: another house takes seconds to start. */
function nextFor(house: House | null, waiting: number[]): number | undefined {
  const fitting = house ? waiting.findIndex((seed) => hubsOf(seed) === house.hubs) : 0;
  return waiting.splice(Math.max(fitting, 0), 1)[0];
}

function report({ seed, broken }: Outcome, logs: string): void {
  mkdirSync(REPORT_FOLDER, { recursive: true });
  writeFileSync(`${REPORT_FOLDER}/seed-${seed}.log`, `${broken.join('\n')}\n\n${logs}`);
}

function tell(outcome: Outcome, index: number): void {
  const { seed, broken, settledMs, tookMs, acknowledged } = outcome;
  const took = `${(tookMs / 1000).toFixed(1)} s, settled in ${(settledMs / 1000).toFixed(1)} s`;
  const words = `${faultsOf(seed)}; ${acknowledged} messages kept (${took})`;
  console.log(`${broken.length === 0 ? 'ok    ' : 'BROKEN'} ${index}/${count} seed ${seed}: ${words}`);
  for (const line of broken) console.log(`    ${line}`);
}

function faultsOf(seed: number): string {
  return scheduleOf(seed, hubsOf(seed), !values.short)
    .faults.map(({ kind }) => kind)
    .join(' + ');
}

const postgres = await PostgresServer.start();
const outcomes: Outcome[] = [];
const waiting = [...seeds];
const workers = Math.min(Number(values.houses), count);
await Promise.all(
  Array.from({ length: workers }, () =>
    work(postgres, waiting, (outcome) => {
      outcomes.push(outcome);
      tell(outcome, outcomes.length);
    }),
  ),
);
await postgres.close();
const broken = outcomes.filter((outcome) => outcome.broken.length > 0).map(({ seed }) => seed);
if (values.report) {
  mkdirSync(dirname(values.report), { recursive: true });
  writeFileSync(values.report, JSON.stringify(outcomes));
}
console.log(`\nSockets closed: ${closesOf(outcomes)}`);
console.log(`${outcomes.length - broken.length} schedules passed, ${broken.length} failed`);
if (broken.length > 0) console.log(`Again: npm run test:faults -- --seed ${broken.join(',')}`);
process.exit(broken.length === 0 ? 0 : 1);

function closesOf(outcomes: readonly Outcome[]): string {
  const sums = new Map<string, number>();
  for (const [name, count] of outcomes.flatMap(({ closes }) => Object.entries(closes))) {
    sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return [...sums].map(([name, count]) => `${name} ${count}`).join(', ');
}

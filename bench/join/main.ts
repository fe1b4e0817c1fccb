/** `npm run bench -- join`: ten thousand people who come within ten seconds, tickets in hand: by light clients, and by bots. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../apps/loadtest/src/report/report.ts';
import { temporaryFolder } from '../../scripts/built-server.mjs';
import { inRepo } from '../../scripts/paths.mjs';
import { pinGenerator } from '../cores.ts';
import { GeneratorWatch } from '../generator-watch.ts';
import { connectionsOr, roundsOr } from '../sizes.ts';
import { spread, whole } from '../statistics.ts';
import { lightStorm, type Storm } from './light-storm.ts';

const CONNECTIONS = connectionsOr(10_000);
const ROUNDS = roundsOr(3);
const STORM_SECONDS = 10;
const LIMIT_MS = 120_000;
/** More than come: who is put off would not be measured as a join at once. */
const JOINS_PER_SECOND = 20_000;

const houses = [
  { name: 'one process, in memory', flags: [] },
  { name: 'a hub over Redis', flags: ['--servers', '1'] },
];

async function storm(flags: readonly string[]): Promise<Report> {
  const folder = temporaryFolder();
  try {
    const words = {
      connections: CONNECTIONS,
      rate: Math.ceil(CONNECTIONS / STORM_SECONDS),
      duration: 5,
      processes: 1,
      cores: 1,
      'server-cores': 0,
      'server-env': `JOINS_PER_SECOND=${JOINS_PER_SECOND}`,
      out: folder.path,
    };
    const given = Object.entries(words).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const child = spawn(process.execPath, [inRepo('scripts/loadtest.mjs'), 'join-storm', ...given, ...flags], {
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: LIMIT_MS,
    });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`the load test ended with ${code}`);
    return JSON.parse(readFileSync(join(folder.path, 'report.json'), 'utf8'));
  } finally {
    folder.remove();
  }
}

function row(name: string, { latencies, errors, missing, intervals, generator }: Report): string {
  const hub = intervals.map(({ servers }) => servers[0] ?? null).filter((point) => point !== null);
  const most = (values: (number | null)[]) => Math.max(0, ...values.map((value) => value ?? 0)).toFixed(0);
  const count = Object.values(errors).reduce((sum, each) => sum + each, 0);
  const cells = [
    name,
    latencies.join?.count ?? 0,
    count + missing,
    latencies.join?.p50.toFixed(1),
    latencies.join?.p99.toFixed(1),
    most(hub.map(({ lagP99Ms }) => lagP99Ms)),
    most(hub.map(({ cpuShare }) => 100 * (cpuShare ?? 0))),
    most(hub.map(({ memoryBytes }) => memoryBytes / 2 ** 20)),
    generator.bottleneck ?? 'kept up',
  ];
  return `| ${cells.join(' | ')} |`;
}

async function measureLightly(): Promise<void> {
  pinGenerator();
  const watch = new GeneratorWatch();
  console.log(`
### ${CONNECTIONS} people come to a hub over Redis in ${STORM_SECONDS} s, in rooms of 10, by light clients, ${ROUNDS} rounds

| hub | came in | errors and missing | join p50, ms | join p99, ms | most lag p99 of a second, ms | % of its core | resident, MiB |
| --- | --- | --- | --- | --- | --- | --- | --- |`);
  for (const isWarm of [false, true]) {
    const storms: Storm[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      storms.push(await lightStorm(CONNECTIONS, STORM_SECONDS, watch, isWarm));
    }
    console.log(lightRow(isWarm ? 'that has let in 3,000 before' : 'just started', storms));
    for (const { errors } of storms) for (const [words, count] of errors) console.log(`${count} × ${words}`);
  }
  console.log(`\n${watch.verdict()}`);
}

function lightRow(name: string, storms: readonly Storm[]): string {
  const each = (figure: (storm: Storm) => number) => spread(storms.map(figure), whole);
  const cells = [
    each(({ times }) => times.count),
    each(({ errors, missing }) => [...errors.values()].reduce((sum, count) => sum + count, missing)),
    each(({ times }) => times.percentile(50)),
    each(({ times }) => times.percentile(99)),
    each(({ lagP99Ms }) => lagP99Ms),
    each(({ busy }) => 100 * busy),
    each(({ residentBytes }) => residentBytes / 2 ** 20),
  ];
  return `| ${[name, ...cells].join(' | ')} |`;
}

async function measureBots(): Promise<void> {
  console.log(`
### The same by the load test's bots

| server | came in | errors and missing | join p50, ms | join p99, ms | most lag p99, ms | most % of its core | most MiB | generator |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |`);
  for (const { name, flags } of houses) console.log(row(name, await storm(flags)));
}

await measureLightly();
await measureBots();
process.exit();

/**
 * `npm run bench`: what the product costs. Names after `--` choose sections: `start`, how long the built server takes to
 * its first answer and what the first load of home weighs; `sockets`, the socket layer beside others; `idle`, connections
 * that do nothing; `join`, ten thousand who come at once; `latency`, deliveries at half load; `pods`, talk across servers;
 * `flat`, the same cost in all sizes; `relay`, signals passed on; `costs`, what the simulator counts with; `sfu`, a full room
 * on one media worker; and by its name alone `hold`, ten thousand who stay for ten minutes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg, totalmem } from 'node:os';
import { startBuiltServer, temporaryFolder } from './built-server.mjs';
import { firstLoad, homeLimitBytes } from './checks/bundle-size.mjs';
import { inRepo } from './paths.mjs';
import { prepare } from './prepare.mjs';

const RUNS = 7;
const TARGET_MS = 2000;

/** Start of the process to the first request answered by `/readyz`, in milliseconds. */
async function measureStart(dataDir) {
  const server = await startBuiltServer({ dataDir });
  await server.stop();
  return server.readyMs;
}

async function withNewFolders() {
  const times = [];
  for (let run = 0; run < RUNS; run += 1) {
    const folder = temporaryFolder();
    try {
      times.push(await measureStart(folder.path));
    } finally {
      folder.remove();
    }
  }
  return times;
}

async function withKeptFolder() {
  const folder = temporaryFolder();
  try {
    await measureStart(folder.path);
    const times = [];
    for (let run = 0; run < RUNS; run += 1) times.push(await measureStart(folder.path));
    return times;
  } finally {
    folder.remove();
  }
}

function summary(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
  const median = sorted[Math.floor(sorted.length / 2)];
  return {
    median,
    text: `${seconds(median)} (${seconds(sorted[0])} to ${seconds(sorted.at(-1))}, n=${sorted.length})`,
  };
}

async function measureStarts() {
  const kept = summary(await withKeptFolder());
  const fresh = summary(await withNewFolders());
  const { bytes } = firstLoad();
  console.log(`
| what | median (fastest to slowest) | target |
| --- | --- | --- |
| start to first answer, existing data | ${kept.text} | under ${TARGET_MS / 1000} s |
| start to first answer, new data folder | ${fresh.text} | |
| home, first load, gzipped | ${(bytes / 1000).toFixed(1)} kB | under ${homeLimitBytes / 1000} kB |`);
  if (kept.median >= TARGET_MS || bytes >= homeLimitBytes) process.exitCode = 1;
}

/** What is measured by programs of their own. */
async function runProgram(path) {
  const child = spawn(process.execPath, ['--import', 'tsx', inRepo(path)], { cwd: inRepo(''), stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) process.exitCode = 1;
}

const sections = {
  start: measureStarts,
  sockets: () => runProgram('bench/sockets/main.ts'),
  idle: () => runProgram('bench/idle/main.ts'),
  join: () => runProgram('bench/join/main.ts'),
  latency: () => runProgram('bench/latency/main.ts'),
  pods: () => runProgram('bench/pods/main.ts'),
  flat: () => runProgram('bench/flat/main.ts'),
  hold: () => runProgram('bench/hold/main.ts'),
  relay: () => runProgram('bench/relay/main.ts'),
  costs: () => runProgram('bench/costs/main.ts'),
  sfu: () => runProgram('bench/sfu/main.ts'),
};

/** Longer than all others together. */
const byNameAlone = ['hold'];

const chosen = process.argv.slice(2);
const unknown = chosen.find((name) => !Object.hasOwn(sections, name));
if (unknown) {
  console.error(`There is no section ${unknown}: ${Object.keys(sections).join(', ')}.`);
  process.exit(1);
}
await prepare();
const processors = cpus();
const load = (loadavg()[0] ?? 0).toFixed(1);
const machine = `${processors[0]?.model.trim()}, ${processors.length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`;
console.log(`\nMachine: ${machine}; Node ${process.versions.node} on ${process.platform}; load ${load}`);
for (const [name, measure] of Object.entries(sections)) {
  if (chosen.length === 0 ? !byNameAlone.includes(name) : chosen.includes(name)) await measure();
}

/** `npm run bench`: how long the built server takes to its first answer, and what the first load of home weighs. */
import { cpus, loadavg, totalmem } from 'node:os';
import { startBuiltServer, temporaryFolder } from './built-server.mjs';
import { firstLoad, homeLimitBytes } from './checks/bundle-size.mjs';
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

await prepare();
const kept = summary(await withKeptFolder());
const fresh = summary(await withNewFolders());
const { bytes } = firstLoad();
const processors = cpus();
const load = (loadavg()[0] ?? 0).toFixed(1);
const machine = `${processors[0]?.model.trim()}, ${processors.length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`;

console.log(`
Machine: ${machine}; Node ${process.versions.node} on ${process.platform}; load ${load}

| what | median (fastest to slowest) | target |
| --- | --- | --- |
| start to first answer, existing data | ${kept.text} | under ${TARGET_MS / 1000} s |
| start to first answer, new data folder | ${fresh.text} | |
| home, first load, gzipped | ${(bytes / 1000).toFixed(1)} kB | under ${homeLimitBytes / 1000} kB |`);
process.exitCode = kept.median < TARGET_MS && bytes < homeLimitBytes ? 0 : 1;

/** `npm run setup:sfu`: gets the worker of mediasoup, the program that forwards media in large meetings. */
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { ExpectedError } from './expected-error.mjs';
import { isProgram } from './is-program.mjs';
import { inRepo } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { withLock } from './process-lock.mjs';
import { step } from './progress.mjs';
import { run, tail } from './run.mjs';
import { buildWorker } from './sfu/worker-build.mjs';
import { downloadWorker } from './sfu/worker-download.mjs';

const sources = inRepo('node_modules/mediasoup/worker');

/** Where the worker is kept: outside of node_modules, which an installation empties. The server looks there too. */
export function cachedWorker(cacheDir = inRepo('.cache/mediasoup')) {
  const name = process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker';
  return `${cacheDir}/${mediasoupVersion()}-${process.platform}-${process.arch}/${name}`;
}

/** Whether a server would find the worker: the one that MEDIASOUP_WORKER_BIN names, or else that of an earlier call. */
export function hasWorker(env = process.env) {
  return isProgram(env.MEDIASOUP_WORKER_BIN || cachedWorker());
}

/**
 * The worker that MEDIASOUP_WORKER_BIN names, or that of an earlier call, or else a new one: downloaded where it can be,
 * and built where not. Only one that has passed the check is ever in its place. Needs the installed packages.
 */
export async function ensureWorker() {
  const named = process.env.MEDIASOUP_WORKER_BIN;
  if (named) {
    if (!isProgram(named)) throw new ExpectedError(`MEDIASOUP_WORKER_BIN=${named} is not a program.`);
    return named;
  }
  const path = cachedWorker();
  const onWait = (pid) => console.log(`Waiting for process ${pid}, which gets mediasoup's worker ...`);
  // The lock of an owner that died is taken over, and what it left half done is deleted.
  await withLock(`${dirname(path)}.lock`, () => getWorker(path), { onWait });
  return path;
}

async function getWorker(path) {
  if (isProgram(path)) return;
  const workshop = `${dirname(path)}.new`;
  const program = (await download(workshop)) ?? (await build(workshop));
  mkdirSync(dirname(path), { recursive: true });
  renameSync(program, path);
  rmSync(workshop, { recursive: true });
}

/** Null where there is none for this system, or it does not run here. */
async function download(folder) {
  const outcome = await step("Downloading mediasoup's worker", async () => {
    const fetched = await downloadWorker(mediasoupVersion(), folder);
    const reason = 'program' in fetched ? await faultOf(fetched.program) : fetched.reason;
    return 'program' in fetched && reason === null ? fetched : { reason };
  });
  if ('program' in outcome) return outcome.program;
  console.log(`None could be had (${outcome.reason}), so that it is built.`);
  return null;
}

async function build(folder) {
  const program = await buildWorker(sources, folder);
  const fault = await faultOf(program);
  if (fault !== null) throw new ExpectedError(`mediasoup's worker was built, but does not work: ${fault}`);
  return program;
}

/** What is wrong with a worker, or null: it opens transports for the mediasoup that is installed. */
async function faultOf(program) {
  const env = { ...process.env, MEDIASOUP_WORKER_BIN: program };
  const result = await run(process.execPath, [inRepo('scripts/sfu/worker-check.mjs')], { env, timeoutMs: 30_000 });
  if (result.ok) return null;
  return result.timedOut ? 'it does not answer' : tail(result.output);
}

function mediasoupVersion() {
  return JSON.parse(readFileSync(inRepo('node_modules/mediasoup/package.json'), 'utf8')).version;
}

async function main() {
  await prepare({ withBuild: false });
  console.log(`mediasoup's worker: ${await ensureWorker()}`);
}

if (process.argv[1] === inRepo('scripts/sfu-worker.mjs')) {
  main().catch((error) => {
    console.error(`setup:sfu: ${error.expected ? error.message : error.stack}`);
    process.exit(1);
  });
}

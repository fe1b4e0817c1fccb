import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, endianness, totalmem } from 'node:os';
import { join } from 'node:path';
import { ExpectedError } from '../expected-error.mjs';
import { inRepo } from '../paths.mjs';
import { step } from '../progress.mjs';
import { run, tail } from '../run.mjs';
import { batchesOf } from './worker-batches.mjs';
import { copySources } from './worker-sources.mjs';
import { ensureTools, libraryFlags } from './worker-tools.mjs';

const PROGRAM = 'mediasoup-worker';

/** Hardened as Debian's own packages are: what the worker reads comes from strangers. */
const compilerFlags = [
  ...['-std=c++17', '-O2', '-DNDEBUG', '-w', '-fPIE', '-fstack-protector-strong', '-D_FORTIFY_SOURCE=2'],
  ...['-DMS_EXECUTABLE', endianness() === 'LE' ? '-DMS_LITTLE_ENDIAN' : '-DMS_BIG_ENDIAN'],
  ...['messages', 'messages/FBS', 'include', 'deps/libwebrtc', 'deps/libwebrtc/libwebrtc', 'shim', '.'].map(
    (folder) => `-I${folder}`,
  ),
];
const linkerFlags = ['-pie', '-s', '-pthread', '-Wl,-z,relro,-z,now'];

/** Larger batches take more memory and divide worse between processors; smaller ones parse the headers more often. */
const BATCH_BYTES = 150_000;
const COMPILER_MEMORY_BYTES = 1e9;

/**
 * Builds mediasoup's worker from the sources in its package, against Debian's libraries, in `folder`, which is emptied
 * first. Resolves to the path of the program.
 */
export async function buildWorker(sources, folder) {
  await ensureTools();
  rmSync(folder, { recursive: true, force: true });
  const { together, alone } = copySources(sources, folder);
  const units = [...together.flatMap((paths) => unitsOf(folder, paths)), ...alone];
  mkdirSync(join(folder, 'shim'));
  copyFileSync(inRepo('scripts/sfu/srtp.h'), join(folder, 'shim/srtp.h'));
  await step(`Building mediasoup's worker, in ${units.length} parts`, async () => {
    await generateMessages(folder);
    await compile(folder, units);
    const objects = units.map(objectOf);
    await tool(folder, 'g++', [...linkerFlags, ...objects, ...(await libraryFlags()), '-o', PROGRAM]);
  });
  return join(folder, PROGRAM);
}

/** Writes one source file a batch, which includes the files of the batch. */
function unitsOf(folder, paths) {
  const files = paths.map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
  return batchesOf(files, BATCH_BYTES).map((batch) => {
    const unit = `batch-${batch[0].replaceAll(/\W/g, '-')}.cpp`;
    writeFileSync(join(folder, unit), batch.map((path) => `#include "${path}"\n`).join(''));
    return unit;
  });
}

/** The headers of the messages between Node and the worker, in the form that the worker's own build gives them. */
async function generateMessages(folder) {
  const schemas = readdirSync(join(folder, 'fbs')).filter((name) => name.endsWith('.fbs'));
  const style = [
    '--cpp',
    '--cpp-field-case-style',
    'lower',
    '--reflect-names',
    '--scoped-enums',
    '--filename-suffix',
    '',
  ];
  await tool(folder, 'flatc', [...style, '-o', 'messages/FBS', ...schemas.map((name) => `fbs/${name}`)]);
}

/** Compiles on every processor, as far as the memory goes, and prints a dot for each part that is done. */
async function compile(folder, units) {
  const queue = [...units];
  const lane = async () => {
    for (let unit = queue.shift(); unit !== undefined; unit = queue.shift()) {
      await tool(folder, 'g++', [...compilerFlags, '-c', unit, '-o', objectOf(unit)]).catch((error) => {
        queue.length = 0;
        throw error;
      });
      process.stdout.write('. ');
    }
  };
  const lanes = Math.max(1, Math.min(availableParallelism(), Math.floor(totalmem() / COMPILER_MEMORY_BYTES)));
  const settled = await Promise.allSettled(Array.from({ length: lanes }, lane));
  const failure = settled.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
}

function objectOf(unit) {
  return `${unit.replaceAll('/', '-')}.o`;
}

async function tool(folder, program, args) {
  const result = await run(program, args, { cwd: folder });
  if (!result.ok) throw new ExpectedError(`${program} ${args.at(-3)} failed:\n${tail(result.output, 40)}`);
}

import { installPackages } from '../debian.mjs';
import { ExpectedError } from '../expected-error.mjs';
import { isInPath } from '../programs.mjs';
import { run, tail } from '../run.mjs';

const programs = ['g++', 'pkg-config', 'flatc'];

/** By the names that pkg-config knows. */
const libraries = [
  ...['libuv', 'openssl', 'libsrtp2', 'usrsctp', 'flatbuffers'],
  ...['btree', 'flat_hash_map', 'flat_hash_set', 'inlined_vector', 'memory', 'optional', 'strings'].map(
    (part) => `absl_${part}`,
  ),
];

const packages = [
  ...['g++', 'pkg-config', 'flatbuffers-compiler', 'libflatbuffers-dev'],
  ...['libuv1-dev', 'libssl-dev', 'libsrtp2-dev', 'libusrsctp-dev', 'libabsl-dev'],
];

/** Installs what is missing of a compiler and the libraries of mediasoup's worker, or says what to install. */
export async function ensureTools() {
  if (await areThere()) return;
  const advice = `To build mediasoup's worker: apt install ${packages.join(' ')} (Debian 12 or later).`;
  const missing = "What builds mediasoup's worker is not complete";
  await installPackages(packages, { label: "what builds mediasoup's worker", missing, advice });
  if (!(await areThere())) throw new ExpectedError(`apt did not install all of it. ${advice}`);
}

async function areThere() {
  return programs.every(isInPath) && (await run('pkg-config', ['--exists', ...libraries])).ok;
}

/** What the linker must be told, to find the libraries. */
export async function libraryFlags() {
  const result = await run('pkg-config', ['--libs', ...libraries]);
  if (!result.ok) throw new ExpectedError(`pkg-config failed:\n${tail(result.output)}`);
  return result.output.trim().split(/\s+/);
}

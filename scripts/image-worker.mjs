import { copyFileSync, cpSync, mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ExpectedError } from './expected-error.mjs';
import { run, tail } from './run.mjs';

/** What every base for Node has: the C library's own and GCC's. */
export const ofBase = /^(ld-linux[\w-]*|libc|libm|libdl|librt|libpthread|libstdc\+\+|libgcc_s)[.]so/;

/** What NSS, which encrypts for Debian's libsrtp, loads from beside itself at the first call: no list of libraries has it. */
const loadedLater = ['libsoftokn3.so', 'libfreebl3.so', 'libfreeblpriv3.so'];

/**
 * Lays mediasoup's worker and the shared libraries that the base of the image lacks into `folder`, the libraries into `lib`
 * there, where LD_LIBRARY_PATH must lead.
 */
export async function layWorker(worker, folder) {
  const lib = join(folder, 'lib');
  mkdirSync(lib, { recursive: true });
  copyFileSync(worker, join(folder, basename(worker)));
  if (process.platform !== 'linux') return;
  const named = await librariesOf(worker);
  const nss = named.find((path) => basename(path) === 'libnss3.so');
  const later = nss ? loadedLater.map((name) => join(dirname(nss), name)) : [];
  const theirs = await Promise.all(later.map(librariesOf));
  for (const path of new Set([...named, ...later, ...theirs.flat()])) {
    // A link leads to the file of a version; the loader looks for the name of the link.
    if (!ofBase.test(basename(path))) cpSync(path, join(lib, basename(path)), { dereference: true });
  }
}

/** The paths of all shared libraries that the loader takes for a program; none for one that is linked as a whole. */
async function librariesOf(program) {
  const { ok, output } = await run('ldd', [program]);
  if (/not a dynamic executable|statically linked/.test(output)) return [];
  if (!ok || output.includes('not found')) {
    throw new ExpectedError(`mediasoup's worker lacks libraries:\n${tail(output, 40)}`);
  }
  return [...output.matchAll(/=> (\/\S+)/g)].map(([, path]) => path);
}

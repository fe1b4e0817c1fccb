import { accessSync, constants } from 'node:fs';
import { join, resolve } from 'node:path';

/** The release of mediasoup whose worker is looked for: a worker serves no other one. A test holds it to package.json. */
export const MEDIASOUP_VERSION = '3.19.3';

/** Where `npm run setup:sfu` keeps the worker, by release and system; seen from the folder that the server runs in. */
export const WORKER_CACHE_DIR = '.cache/mediasoup';

/** For the operator, once, where large meetings are wanted and `findWorkerBinary` found nothing. */
export const NO_WORKER_NOTICE =
  'There is no media worker, so that all media goes directly between people, which serves small meetings only. ' +
  '"npm run setup:sfu" gets one; MEDIASOUP_WORKER_BIN names one that is elsewhere.';

interface System {
  readonly platform: string;
  readonly arch: string;
}

/**
 * The absolute path of mediasoup's worker: the one named, else the one in `cacheDir`, or null. Throws where a named one
 * is not a program, rather than take another one silently.
 *
 * mediasoup reads MEDIASOUP_WORKER_BIN when it is imported, and at no other time: set it to this path before.
 */
export function findWorkerBinary(named: string | null, cacheDir: string, system: System = process): string | null {
  if (named !== null) {
    if (!isProgram(named)) throw new Error(`MEDIASOUP_WORKER_BIN=${named} is not a program.`);
    return resolve(named);
  }
  const cached = join(cacheDir, `${MEDIASOUP_VERSION}-${system.platform}-${system.arch}`, programName(system));
  return isProgram(cached) ? resolve(cached) : null;
}

function programName({ platform }: System): string {
  return platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker';
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { run, tail } from '../run.mjs';

const releases = 'https://github.com/versatica/mediasoup/releases/download';
const TIMEOUT_MS = 60_000;

/**
 * Fetches the worker that mediasoup's authors have built for this system, into `folder`, which is emptied first. Resolves
 * to the path of the program, or to the reason why there is none. They publish no checksum: HTTPS is what vouches for it.
 * @returns {Promise<{ program: string } | { reason: string }>}
 */
export async function downloadWorker(version, folder) {
  const archive = await fetchArchive(`${releases}/${version}/${archiveName(version)}`);
  if (!Buffer.isBuffer(archive)) return archive;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'worker.tgz'), archive);
  const name = process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker';
  // Only the program, whatever else an archive may hold.
  const unpacked = await run('tar', ['-xzf', 'worker.tgz', name], { cwd: folder });
  if (!unpacked.ok) return { reason: `the archive does not unpack: ${tail(unpacked.output, 1)}` };
  chmodSync(join(folder, name), 0o755);
  return { program: join(folder, name) };
}

/** As mediasoup names them: on Linux the kernel's major version tells whether io_uring is there. */
function archiveName(version) {
  const kernel = process.platform === 'linux' ? `-kernel${release().split('.')[0]}` : '';
  return `mediasoup-worker-${version}-${process.platform}-${process.arch}${kernel}.tgz`;
}

/** @returns {Promise<Buffer | { reason: string }>} */
async function fetchArchive(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) return { reason: `${url} answers ${response.status}` };
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    return { reason: error.cause?.message ?? error.message };
  }
}

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Thrown where another living process has the folder. */
export class FolderInUse extends Error {
  constructor(folder: string, pid: number) {
    super(`the data folder ${folder} is in use by process ${pid}`);
    this.name = 'FolderInUse';
  }
}

/**
 * Takes the folder for this process alone and returns the release. PGlite has no lock of its own: two processes on one
 * folder corrupt each other silently. The lock of a process that died is taken over.
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'process.lock');
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx', mode: 0o600 });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 0) throw error;
      const owner = ownerOf(path);
      if (owner !== null) throw new FolderInUse(folder, owner);
      rmSync(path, { force: true });
    }
  }
}

/** The living process that holds the lock, if any. */
function ownerOf(path: string): number | null {
  let pid: number;
  try {
    pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
  } catch {
    return null;
  }
  // A container restarts with the same process ids: our own id in the file is from a life before.
  if (!Number.isInteger(pid) || pid === process.pid) return null;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? pid : null;
  }
}

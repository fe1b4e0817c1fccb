import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ExpectedError } from './expected-error.mjs';

/**
 * Does `work` while no other process holds the lock file. The file names its owner; one whose owner is dead, as after a
 * crash, is taken over. Waits for a living owner, and calls `onWait` once when it has to.
 * @template Result
 * @param {string} path
 * @param {() => Promise<Result>} work
 * @param {{ onWait?: (pid: number) => void, waitMs?: number, pollMs?: number }} [options]
 * @returns {Promise<Result>}
 */
export async function withLock(path, work, { onWait = () => {}, waitMs = 15 * 60_000, pollMs = 200 } = {}) {
  mkdirSync(dirname(path), { recursive: true });
  const deadline = Date.now() + waitMs;
  for (let first = true; ; first = false) {
    const owner = tryLock(path);
    if (owner === null) break;
    if (first) onWait(owner.pid);
    if (Date.now() > deadline) {
      throw new ExpectedError(
        `process ${owner.pid} still holds ${path}; end it, or delete the file if it is not ours.`,
      );
    }
    await delay(pollMs);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** Takes the lock, or tells who holds it. The file appears with its content in one step, so nobody reads half of it. */
function tryLock(path) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(identityOf(process.pid)));
  try {
    for (;;) {
      try {
        linkSync(draft, path);
        return null;
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const content = readIfThere(path);
      if (content === null) continue;
      const owner = parseOwner(content);
      if (owner && isAlive(owner)) return owner;
      removeStale(path, content);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Two processes may find the same dead owner: the file is moved aside first, and put back where it is a new owner's. */
function removeStale(path, seen) {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== seen) linkSync(aside, path);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

function parseOwner(content) {
  try {
    const owner = JSON.parse(content);
    return Number.isInteger(owner.pid) ? owner : null;
  } catch {
    return null;
  }
}

function isAlive(owner) {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
  }
  return owner.startedAt === identityOf(owner.pid).startedAt;
}

/** A pid alone may be given to another process after a restart; with its start time (proc(5), field 22) it is unique. */
function identityOf(pid) {
  const stat = process.platform === 'linux' ? readIfThere(`/proc/${pid}/stat`) : null;
  return { pid, startedAt: stat?.slice(stat.lastIndexOf(')')).split(' ')[20] ?? null };
}

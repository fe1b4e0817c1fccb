import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from './process-lock.mjs';

describe('withLock', () => {
  let folder;
  let path;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lock-'));
    path = join(folder, 'deep', 'a.lock');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('holds the file during the work and removes it after, also when the work fails', async () => {
    await withLock(path, async () => expect(JSON.parse(readFileSync(path, 'utf8')).pid).toBe(process.pid));
    expect(existsSync(path)).toBe(false);
    await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(path)).toBe(false);
  });

  it('lets one in at a time, and tells the others whom they wait for', async () => {
    let inside = 0;
    const waitedFor = [];
    const options = { pollMs: 1, onWait: (pid) => waitedFor.push(pid) };
    const work = async () => {
      inside += 1;
      expect(inside).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    await Promise.all([withLock(path, work, options), withLock(path, work, options), withLock(path, work, options)]);
    expect(waitedFor).toEqual([process.pid, process.pid]);
  });

  it.each([
    ['whose process is gone', { pid: 2 ** 22 + 1, startedAt: '1' }],
    ['whose process id is now of another process', { pid: process.pid, startedAt: '1' }],
    ['that a crash left without content', null],
  ])('takes over a file %s', async (_case, owner) => {
    await withLock(path, async () => {});
    writeFileSync(path, owner ? JSON.stringify(owner) : '');
    const result = await withLock(path, async () => JSON.parse(readFileSync(path, 'utf8')).pid);
    expect(result).toBe(process.pid);
  });

  it('gives up on an owner that never ends, and names it', async () => {
    await withLock(path, async () => {
      const second = withLock(path, async () => {}, { waitMs: 5, pollMs: 1 });
      await expect(second).rejects.toThrow(`process ${process.pid} still holds ${path}`);
    });
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { findWorkerBinary, WORKER_CACHE_DIR } from '../apps/server/src/sfu/worker-binary.ts';
import { inRepo } from './paths.mjs';
import { cachedWorker, ensureWorker } from './sfu-worker.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sfu-worker-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it('keeps the worker where the server looks for it', () => {
  const path = cachedWorker(folder);
  mkdirSync(dirname(path));
  writeFileSync(path, '', { mode: 0o755 });
  expect(findWorkerBinary(null, folder)).toBe(path);
  expect(cachedWorker()).toBe(cachedWorker(inRepo(WORKER_CACHE_DIR)));
});

it('takes the worker that MEDIASOUP_WORKER_BIN names, and says so where that is no program', async () => {
  const named = join(folder, 'mine');
  vi.stubEnv('MEDIASOUP_WORKER_BIN', named);
  await expect(ensureWorker()).rejects.toThrow(`MEDIASOUP_WORKER_BIN=${named} is not a program.`);
  writeFileSync(named, '', { mode: 0o755 });
  expect(await ensureWorker()).toBe(named);
});

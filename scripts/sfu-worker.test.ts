import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { findWorkerBinary, WORKER_CACHE_DIR } from '../apps/server/src/sfu/worker-binary.ts';
import { inRepo } from './paths.mjs';
import { cachedWorker, ensureWorker } from './sfu-worker.mjs';

afterEach(() => vi.unstubAllEnvs());

it('puts the worker where the server looks for it', async () => {
  const path = await ensureWorker();
  expect(path).toBe(process.env.MEDIASOUP_WORKER_BIN || cachedWorker());
  expect(findWorkerBinary(process.env.MEDIASOUP_WORKER_BIN || null, inRepo(WORKER_CACHE_DIR))).toBe(path);
});

it('takes the worker that MEDIASOUP_WORKER_BIN names, and says so where that is no program', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sfu-worker-'));
  try {
    const mine = join(folder, 'mine');
    vi.stubEnv('MEDIASOUP_WORKER_BIN', mine);
    await expect(ensureWorker()).rejects.toThrow(`MEDIASOUP_WORKER_BIN=${mine} is not a program.`);
    writeFileSync(mine, '');
    chmodSync(mine, 0o755);
    expect(await ensureWorker()).toBe(mine);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

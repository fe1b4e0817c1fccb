import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import server from '../../package.json' with { type: 'json' };
import { findWorkerBinary, MEDIASOUP_VERSION } from './worker-binary.ts';

const system = { platform: 'linux', arch: 'arm64' };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'worker-binary-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function put(name: string, mode = 0o755): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  chmodSync(path, mode);
  return path;
}

describe('findWorkerBinary', () => {
  it('finds none where there is none', () => {
    expect(findWorkerBinary(null, folder, system)).toBeNull();
  });

  it('finds that of this release and this system', () => {
    const path = put(`${MEDIASOUP_VERSION}-linux-arm64/mediasoup-worker`);
    expect(findWorkerBinary(null, folder, system)).toBe(path);
  });

  it.each([
    ['another release', '3.0.0-linux-arm64/mediasoup-worker', 0o755],
    ['another system', `${MEDIASOUP_VERSION}-linux-x64/mediasoup-worker`, 0o755],
    ['a file that is no program', `${MEDIASOUP_VERSION}-linux-arm64/mediasoup-worker`, 0o644],
    ['a half-finished build', `${MEDIASOUP_VERSION}-linux-arm64.new/mediasoup-worker`, 0o755],
  ])('does not take %s', (_case, name, mode) => {
    put(name, mode);
    expect(findWorkerBinary(null, folder, system)).toBeNull();
  });

  it('prefers the one that is named', () => {
    put(`${MEDIASOUP_VERSION}-linux-arm64/mediasoup-worker`);
    const named = put('my-worker');
    expect(findWorkerBinary(named, folder, system)).toBe(named);
  });

  it('refuses a named one that is not there, instead of taking another one silently', () => {
    put(`${MEDIASOUP_VERSION}-linux-arm64/mediasoup-worker`);
    const named = join(folder, 'absent');
    expect(() => findWorkerBinary(named, folder, system)).toThrow(`MEDIASOUP_WORKER_BIN=${named} is not a program.`);
  });
});

it('looks for the release that package.json installs', () => {
  expect(server.dependencies.mediasoup).toBe(MEDIASOUP_VERSION);
});

import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from './logger.ts';
import {
  ACTIVATION_SECONDS,
  BadKeyFile,
  createKeyFile,
  createSigningKey,
  rotateSigningKeys,
  SigningKeys,
} from './signing-keys.ts';

const log = createLogger('silent');
const clock = { nowMs: Date.now(), now: () => clock.nowMs };
const opened: SigningKeys[] = [];
let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'cline-meet-')), 'keys.json');
});
afterEach(() => {
  vi.useRealTimers();
  for (const keys of opened.splice(0)) keys.close();
});

async function open() {
  const keys = await SigningKeys.open(path, clock, log);
  opened.push(keys);
  return keys;
}

const kids = (keys: SigningKeys) => keys.publicSet.keys.map(({ kid }) => kid);

describe('a file of signing keys', () => {
  it('is made once, for its owner alone, however many start at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, open));
    expect(new Set(all.flatMap(kids)).size).toBe(1);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(path, '..'))).toEqual(['keys.json']);
  });

  it('is not replaced where it is not understood', async () => {
    await writeFile(path, '{"keys": []}');
    await expect(open()).rejects.toThrow(BadKeyFile);
    expect(await readFile(path, 'utf8')).toBe('{"keys": []}');
  });

  it('has its public halves published alone', async () => {
    const { keys } = (await open()).publicSet;
    const kid = expect.any(String);
    expect(keys).toEqual([{ kty: 'OKP', crv: 'Ed25519', x: expect.any(String), kid, alg: 'EdDSA', use: 'sig' }]);
  });
});

describe('a new file', () => {
  it('holds a key that signs at once, and replaces no other file', async () => {
    const { kid } = await createKeyFile(path, clock.now());
    expect((await open()).current.kid).toBe(kid);
    await expect(createKeyFile(path, clock.now())).rejects.toThrow(BadKeyFile);
    expect((await open()).current.kid).toBe(kid);
  });
});

describe('rotation', () => {
  it('waits for as long as the file takes to reach everyone', async () => {
    const before = (await open()).current.kid;
    const { kid } = await rotateSigningKeys(path, 2, clock.now() + 600_000);
    const keys = await open();
    clock.nowMs += 600_000;
    expect(keys.current.kid).toBe(before);
    clock.nowMs += ACTIVATION_SECONDS * 1000;
    expect(keys.current.kid).toBe(kid);
  });

  it('publishes a new key before it signs, and the former one after', async () => {
    const before = (await open()).current.kid;
    const { kid } = await rotateSigningKeys(path, 2, clock.now());
    const keys = await open();
    expect(kids(keys)).toEqual([kid, before]);
    expect(keys.current.kid).toBe(before);
    clock.nowMs += ACTIVATION_SECONDS * 1000;
    expect(keys.current.kid).toBe(kid);
    await rotateSigningKeys(path, 2, clock.now());
    expect(kids(await open())).not.toContain(before);
  });

  it('reaches a process that runs', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const keys = await open();
    const { kid } = await rotateSigningKeys(path, 2, clock.now());
    vi.advanceTimersByTime(30_000);
    await vi.waitFor(() => expect(kids(keys)).toContain(kid));
  });

  it('leaves no file behind that a running process chokes on', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const keys = await open();
    const before = kids(keys);
    await writeFile(path, 'half a fi');
    vi.advanceTimersByTime(30_000);
    await writeFile(path, JSON.stringify({ keys: [await createSigningKey(clock.now(), 'mended')] }));
    vi.advanceTimersByTime(30_000);
    await vi.waitFor(() => expect(kids(keys)).toEqual(['mended']));
    expect(before).not.toContain('mended');
  });
});

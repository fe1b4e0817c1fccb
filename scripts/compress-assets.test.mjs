import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from './built-server.mjs';
import { compressAssets } from './compress-assets.mjs';

let folder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const text = 'export const words = "again and again";\n'.repeat(200);

it('puts beside a file what it is in fewer bytes', async () => {
  mkdirSync(join(folder.path, 'assets'));
  const path = join(folder.path, 'assets/app.js');
  writeFileSync(path, text);
  await compressAssets(folder.path);
  expect(brotliDecompressSync(readFileSync(`${path}.br`)).toString()).toBe(text);
  expect(gunzipSync(readFileSync(`${path}.gz`)).toString()).toBe(text);
  expect(readFileSync(path, 'utf8')).toBe(text);
});

it.each([
  ['a picture', 'face.png', text],
  ['what is small', 'small.js', 'export {};'],
])('leaves %s alone', async (_what, name, content) => {
  writeFileSync(join(folder.path, name), content);
  await compressAssets(folder.path);
  for (const ending of ['br', 'gz']) expect(existsSync(join(folder.path, `${name}.${ending}`))).toBe(false);
});

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lockFolder } from './process-lock.ts';

const newFolder = () => mkdtempSync(join(tmpdir(), 'cline-meet-'));

it('gives the folder to one process', () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'process.lock'), String(process.ppid));
  expect(() => lockFolder(folder)).toThrow(`the data folder ${folder} is in use by process ${process.ppid}`);
});

it('gives it again once it is released', () => {
  const folder = newFolder();
  lockFolder(folder)();
  expect(lockFolder(folder)).toBeTypeOf('function');
});

it.each(['99999999', 'not a pid', ''])('takes over from a dead owner (%j)', (owner) => {
  const folder = newFolder();
  writeFileSync(join(folder, 'process.lock'), owner);
  expect(lockFolder(folder)).toBeTypeOf('function');
});

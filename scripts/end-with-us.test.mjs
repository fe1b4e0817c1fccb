import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { inRepo } from './paths.mjs';

/** Starts what does not end within this test, one in a process group of its own, and comes to its end as told. */
const parent = (end) => `
import { spawn } from 'node:child_process';
import { endWithUs } from ${JSON.stringify(inRepo('scripts/end-with-us.mjs'))};
const start = (detached) =>
  endWithUs(spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20_000)'], { detached, stdio: ['ignore', 'inherit', 'ignore'] }));
start(false);
start(true);
${end}`;

it.each([
  ['an error that nobody catches', 'setTimeout(() => { throw new Error("a crash"); }, 1);', 1],
  ['a rejection that nobody catches', 'await Promise.reject(new Error("a crash"));', 1],
  ['its own will', 'process.exit(3);', 3],
])('a process that ends by %s leaves nothing running', async (_how, end, code) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', parent(end)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(child, 'exit');
  // The pipe closes when the last who holds it has ended, grandchildren too.
  await once(child.stdout.resume(), 'close');
  expect((await exited)[0]).toBe(code);
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const started: ChildProcess[] = [];

export const newFolder = () => mkdtempSync(join(tmpdir(), 'cline-meet-'));

/** Starts the built server as a process, on a free port with a new data folder unless told otherwise. */
export function runServer(env: Record<string, string>, entry: 'main' | 'migrate' = 'main') {
  const settings = { PATH: process.env.PATH ?? '', LOG_LEVEL: 'error', DATA_DIR: newFolder(), PORT: '0', ...env };
  const path = fileURLToPath(new URL(`../dist/${entry}.js`, import.meta.url));
  const child = spawn(process.execPath, ['--enable-source-maps', path], {
    env: settings,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, errors }));
  return { child, ended };
}

export async function runServerUntilReady(env: Record<string, string>) {
  const { child, ended } = runServer(env);
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /ready at (\S+) \(started in/.exec(line)?.[1];
    if (address) return { child, ended, address };
  }
  throw new Error(`it did not start: ${(await ended).errors}`);
}

/** For after each test: what it started and did not stop. */
export function killServers(): void {
  for (const child of started.splice(0)) child.kill('SIGKILL');
}

import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program without a shell and collects what it prints. Resolves for any exit code; rejects where it cannot start.
 * The program gets a process group of its own, so that a signal to us, or a timeout, ends its children too.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, onOutput?: (chunk: string) => void }} [options]
 * @returns {Promise<{ ok: boolean, code: number | null, signal: string | null, output: string, timedOut: boolean }>}
 */
export function run(program, args, { cwd = root, env = process.env, timeoutMs = 600_000, onOutput } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let timedOut = false;
    const collect = (chunk) => {
      output += chunk;
      onOutput?.(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    const timer = setTimeout(() => {
      timedOut = true;
      endGroup(child, 'SIGKILL');
    }, timeoutMs);
    const stop = (signal) => {
      endGroup(child, signal);
      process.exit(128 + (signal === 'SIGINT' ? 2 : signal === 'SIGHUP' ? 1 : 15));
    };
    for (const signal of endSignals) process.once(signal, stop);
    const settle = () => {
      clearTimeout(timer);
      for (const signal of endSignals) process.removeListener(signal, stop);
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('close', (code, signal) => {
      settle();
      resolve({ ok: code === 0, code, signal, output, timedOut });
    });
  });
}

function endGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    // It ended by itself in the meantime.
  }
}

/** The last lines of a program's output: where it says why it failed. */
export function tail(output, lines = 20) {
  return output.trim().split('\n').slice(-lines).join('\n');
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../../../scripts/built-server.mjs';
import { FlagError } from '../flags.ts';

export interface OwnRedis {
  readonly url: string;
  /** At once, as the process ends. */
  kill(): void;
  close(): Promise<void>;
}

const START_LIMIT_MS = 10_000;

/** Starts a Redis that keeps nothing, on a loopback port. Throws a {@link FlagError} where there is none to start. */
export async function startOwnRedis(folder: string): Promise<OwnRedis> {
  const port = await freePort();
  const settings = ['--bind', '127.0.0.1', '--port', `${port}`, '--save', '', '--appendonly', 'no', '--dir', folder];
  const child = spawn('redis-server', settings, { stdio: 'ignore', detached: true });
  const ended = once(child, 'exit');
  const absent = ended.then(
    () => Promise.reject(new FlagError('redis-server ended at once')),
    () => Promise.reject(new FlagError('several servers share a Redis: install redis-server (7.0 or later)')),
  );
  await Promise.race([untilListening(port), absent]);
  absent.catch(() => {});
  return {
    url: `redis://127.0.0.1:${port}`,
    kill: () => void child.kill('SIGKILL'),
    close: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function untilListening(port: number): Promise<void> {
  for (const deadline = Date.now() + START_LIMIT_MS; Date.now() < deadline; await delay(50)) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
  }
  throw new FlagError(`Redis was not ready within ${START_LIMIT_MS} ms`);
}

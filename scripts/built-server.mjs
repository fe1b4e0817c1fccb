import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endWithUs } from './end-with-us.mjs';
import { inRepo, serverBundle } from './paths.mjs';
import { serverFlags } from './server-flags.mjs';

/** A port of the loopback interface that nobody listens on. */
export async function freePort() {
  // Any program of the machine may connect, and the server would wait for its end.
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/** A fresh folder for a server's data, and how to remove it. */
export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'cline-meet-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/**
 * Starts the built server on a loopback port and waits until it is ready. It ends with this process. Detached it is in a
 * process group of its own, which a terminal's Ctrl-C does not reach.
 * @param {{ dataDir: string, port?: number, env?: Record<string, string>, timeoutMs?: number, detached?: boolean }} options
 */
export async function startBuiltServer({ dataDir, port, env = {}, timeoutMs = 60_000, detached = false }) {
  const chosenPort = port ?? (await freePort());
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...serverFlags, serverBundle], {
    cwd: inRepo(''),
    env: {
      ...process.env,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(chosenPort),
      DATA_DIR: dataDir,
      // Browsers on this machine find each other without help from the internet.
      STUN_URLS: '',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached,
  });
  endWithUs(child);
  const exited = once(child, 'exit');
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (log += text));
  const server = {
    url: `http://localhost:${chosenPort}`,
    pid: child.pid,
    readyMs: 0,
    log: () => log,
    /** Resolves when it has ended, for whatever reason. */
    ended: exited,
    get hasEnded() {
      return child.exitCode !== null || child.signalCode !== null;
    },
    /** Asks it to end, waits until it has, and resolves to its exit code; null where it took longer than that. */
    stop: async (limitMs = 15_000) => {
      child.kill('SIGTERM');
      const kill = setTimeout(() => child.kill('SIGKILL'), limitMs);
      const [code] = await exited;
      clearTimeout(kill);
      return code;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
  await untilReady(server, child, timeoutMs).catch(async (error) => {
    await server.kill();
    throw new Error(`${error.message}\n${log}`);
  });
  server.readyMs = performance.now() - startedAt;
  return server;
}

async function untilReady({ url }, child, timeoutMs) {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode}.`);
    const response = await fetch(`${url}/readyz`).catch(() => null);
    if (response?.ok) return;
    await delay(10);
  }
  throw new Error(`The server was not ready within ${timeoutMs} ms.`);
}

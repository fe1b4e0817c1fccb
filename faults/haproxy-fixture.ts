import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../scripts/built-server.mjs';
import { waitFor } from './wait-for.ts';

export const haproxyConfig = fileURLToPath(new URL('../deploy/haproxy/haproxy.cfg', import.meta.url));

export interface Haproxy {
  readonly port: number;
  /** What it has logged so far. */
  said(): string;
  close(): Promise<void>;
}

/** Starts HAProxy with the configuration that is deployed, on a loopback port, before servers on these ports. */
export async function startHaproxy(hubPorts: readonly number[], gatewayPorts: readonly number[]): Promise<Haproxy> {
  const port = await freePort();
  const env = { PATH: process.env.PATH, ...haproxyEnv(port, hubPorts, gatewayPorts) };
  const child = spawn('haproxy', ['-db', '-f', haproxyConfig], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const failed = new Promise<never>((_resolve, reject) => {
    child.once('error', () => reject(new Error('there is no haproxy (Debian: apt install haproxy)')));
    child.once('exit', (code) => reject(new Error(`haproxy ended with ${code}: ${said}`)));
  });
  const isUp = () =>
    fetch(`http://127.0.0.1:${port}/metrics`).then(
      () => true,
      () => false,
    );
  await Promise.race([waitFor('haproxy listens', isUp, 10_000), failed]);
  failed.catch(() => {});
  return { port, said: () => said, close: () => ended(child) };
}

export function haproxyEnv(port: number, hubPorts: readonly number[], gatewayPorts: readonly number[]) {
  const named = (name: string, ports: readonly number[]) =>
    Object.fromEntries(ports.map((each, index) => [`${name}_${index + 1}`, `127.0.0.1:${each}`]));
  return {
    LISTEN: `127.0.0.1:${port}`,
    MAX_CONNECTIONS: '1000',
    ...named('HUB', hubPorts),
    ...named('GATEWAY', gatewayPorts),
  };
}

/** HAProxy's own check of the file. Rejects with what it says where it finds something. */
export async function checkHaproxyConfig(env: Record<string, string>): Promise<void> {
  await promisify(execFile)('haproxy', ['-c', '-f', haproxyConfig], { env: { PATH: process.env.PATH, ...env } });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

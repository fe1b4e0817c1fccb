import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort, temporaryFolder } from '../scripts/built-server.mjs';
import { isInPath } from '../scripts/programs.mjs';
import { waitFor } from './wait-for.ts';

/** A program that balances with a configuration of `deploy`. All of them take the same environment. */
export interface BalancerKind {
  /** Of the program, and of Debian's package. */
  readonly name: string;
  readonly start: readonly [program: string, ...args: string[]];
  /** Its own check of the configuration. */
  readonly check: readonly [program: string, ...args: string[]];
}

const inDeploy = (path: string) => fileURLToPath(new URL(`../deploy/${path}`, import.meta.url));
const haproxyConfig = inDeploy('haproxy/haproxy.cfg');
const nginxStart = inDeploy('nginx/start.sh');

export const haproxy: BalancerKind = {
  name: 'haproxy',
  start: ['haproxy', '-db', '-f', haproxyConfig],
  check: ['haproxy', '-c', '-f', haproxyConfig],
};
export const nginx: BalancerKind = { name: 'nginx', start: [nginxStart], check: [nginxStart, '-t'] };

export interface Balancer {
  readonly port: number;
  /** What it has logged so far. */
  said(): string;
  close(): Promise<void>;
}

/** Starts it as it is deployed, on a loopback port, before servers on these ports. */
export async function startBalancer(
  kind: BalancerKind,
  hubPorts: readonly number[],
  gatewayPorts: readonly number[],
): Promise<Balancer> {
  mustBeThere(kind);
  const [port, folder] = [await freePort(), temporaryFolder()];
  // Started by root, nginx has its workers act as somebody else, who must get to what is theirs in here.
  chmodSync(folder.path, 0o755);
  const env = { ...balancerEnv(port, hubPorts, gatewayPorts), ...surroundings(folder.path) };
  const [program, ...args] = kind.start;
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const failed = new Promise<never>((_resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${kind.name} ended with ${code}: ${said}`)));
  });
  const isUp = () =>
    fetch(`http://127.0.0.1:${port}/metrics`).then(
      () => true,
      () => false,
    );
  await Promise.race([waitFor(`${kind.name} listens`, isUp, 10_000), failed]);
  failed.catch(() => {});
  const close = async () => {
    await ended(child);
    folder.remove();
  };
  return { port, said: () => said, close };
}

export function balancerEnv(port: number, hubPorts: readonly number[], gatewayPorts: readonly number[]) {
  const named = (name: string, ports: readonly number[]) =>
    Object.fromEntries(ports.map((each, index) => [`${name}_${index + 1}`, `127.0.0.1:${each}`]));
  return { LISTEN: `127.0.0.1:${port}`, ...named('HUB', hubPorts), ...named('GATEWAY', gatewayPorts) };
}

/** Rejects with what the program says where it finds something. */
export async function checkBalancerConfig(kind: BalancerKind, env: Record<string, string>): Promise<void> {
  mustBeThere(kind);
  const folder = temporaryFolder();
  const [program, ...args] = kind.check;
  await promisify(execFile)(program, args, { env: { ...env, ...surroundings(folder.path) } }).finally(folder.remove);
}

function mustBeThere({ name }: BalancerKind): void {
  if (!isInPath(name)) throw new Error(`there is no ${name} (Debian: apt install ${name})`);
}

/** What nginx writes lies in RUN_FOLDER. */
const surroundings = (folder: string) => ({ PATH: process.env.PATH, MAX_CONNECTIONS: '1000', RUN_FOLDER: folder });

/** Terminates it: nginx, killed, would leave its workers behind. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

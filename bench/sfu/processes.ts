import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Ports of the loopback interface that packets go to and nobody reads. */
export interface Sinks {
  readonly firstPort: number;
  close(): void;
}

export async function openSinks(count: number): Promise<Sinks> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'sinks.mjs'), String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { firstPort: Number(await nextLine(child)), close: () => void child.kill('SIGKILL') };
}

/** A process that passes on datagrams and does nothing else: the limit of what an SFU can do. */
export interface Forwarder {
  readonly pid: number;
  /** One for each number of copies that was asked for. */
  readonly ports: readonly number[];
  /** Ends it, and resolves to what it did. */
  end(): Promise<{ packets: number; cpuSeconds: number }>;
}

/** Throws where there is no C compiler. */
export function buildForwarder(): { program: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'forwarder-'));
  const program = join(folder, 'forwarder');
  execFileSync('cc', ['-O2', '-o', program, join(import.meta.dirname, 'forwarder.c')]);
  return { program, remove: () => rmSync(folder, { recursive: true }) };
}

export async function startForwarder(program: string, sinks: { first: number; count: number }, copies: number[]) {
  const child = spawn(program, [sinks.first, sinks.count, ...copies].map(String), {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ports = (await nextLine(child)).split(' ').filter(Boolean).map(Number);
  const end = async () => {
    child.stdin.end();
    const [packets = 0, cpuMicroseconds = 0] = (await nextLine(child)).split(' ').map(Number);
    return { packets, cpuSeconds: cpuMicroseconds / 1e6 };
  };
  return { pid: child.pid ?? 0, ports, end } satisfies Forwarder;
}

/** Gives the last processor to what is measured and the others to what measures. Returns whether it could. */
export function pinApart(measured: number): boolean {
  const last = cpus().length - 1;
  return last >= 1 && pin(measured, String(last)) && pin(process.pid, `0-${last - 1}`);
}

/** Lets this process run anywhere again. */
export function unpin(): void {
  pin(process.pid, `0-${cpus().length - 1}`);
}

function pin(pid: number, processors: string): boolean {
  try {
    execFileSync('taskset', ['-a', '-p', '-c', processors, String(pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function nextLine({ stdout }: ChildProcess): Promise<string> {
  let text = '';
  while (!text.includes('\n')) text += String((await once(stdout as NonNullable<typeof stdout>, 'data'))[0]);
  return text.trim();
}

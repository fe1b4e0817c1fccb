import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { compileC, pin } from '../programs.ts';

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

export const buildForwarder = () => compileC(join(import.meta.dirname, 'forwarder.c'));

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

async function nextLine({ stdout }: ChildProcess): Promise<string> {
  let text = '';
  while (!text.includes('\n')) text += String((await once(stdout as NonNullable<typeof stdout>, 'data'))[0]);
  return text.trim();
}

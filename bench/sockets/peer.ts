import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileC, pin } from '../programs.ts';
import { answerBytes } from './raw-protocol.ts';

export type ServerName = 'ours' | 'ws' | 'socket.io' | 'node:net' | 'C';

const programs: Record<Exclude<ServerName, 'C'>, string> = {
  ours: 'our-server.ts',
  ws: 'ws-server.ts',
  'socket.io': 'socket-io-server.ts',
  'node:net': 'net-server.ts',
};

/** The kernel counts CPU time in these (`getconf CLK_TCK`). */
const TICKS_PER_SECOND = 100;
const SERVER_CORE = '0';
const GENERATOR_CORE = '1';

/** Keeps this process, the generator of load, off the servers' core. */
export function pinGenerator(): void {
  if (!pin(process.pid, GENERATOR_CORE)) throw new Error('The bench needs taskset, and two cores.');
}

/** A server under test, pinned to a core of its own. */
export class Peer {
  readonly name: ServerName;
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(name: ServerName, child: ChildProcess, port: number) {
    this.name = name;
    this.#child = child;
    this.port = port;
  }

  static async start(name: ServerName): Promise<Peer> {
    const command = name === 'C' ? [compileRaw()] : [process.execPath, '--import', 'tsx', inFolder(programs[name])];
    const child = spawn('taskset', ['-c', SERVER_CORE, ...command], { stdio: ['pipe', 'pipe', 'inherit'] });
    if (name === 'C') child.stdin.write(Buffer.concat([answerBytes, Buffer.from('\n')]));
    const [line] = await once(child.stdout, 'data');
    return new Peer(name, child, Number(line));
  }

  /** CPU seconds used so far, in user space and in the kernel (proc(5)). */
  cpuSeconds(): number {
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }

  /** Resident memory in bytes. */
  residentBytes(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.stdin?.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 3000);
    await ended;
    clearTimeout(timer);
  }
}

const inFolder = (file: string) => join(import.meta.dirname, file);

let compiled: string | null = null;

function compileRaw(): string {
  if (compiled) return compiled;
  const { program, remove } = compileC(inFolder('raw.c'));
  process.once('exit', remove);
  compiled = program;
  return program;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SERVER_CORE } from '../cores.ts';
import { cpuSecondsOf, residentBytesOf } from '../process-figures.ts';
import { compileC } from '../programs.ts';
import { answerBytes } from './raw-protocol.ts';

export type ServerName = 'ours' | 'ws' | 'socket.io' | 'node:net' | 'C';

const programs: Record<Exclude<ServerName, 'C'>, string> = {
  ours: 'our-server.ts',
  ws: 'ws-server.ts',
  'socket.io': 'socket-io-server.ts',
  'node:net': 'net-server.ts',
};

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

  /** `env` is given to the server beside what this process has. */
  static async start(name: ServerName, env: Record<string, string> = {}): Promise<Peer> {
    const command = name === 'C' ? [compileRaw()] : [process.execPath, '--import', 'tsx', inFolder(programs[name])];
    const child = spawn('taskset', ['-c', SERVER_CORE, ...command], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    if (name === 'C') child.stdin.write(Buffer.concat([answerBytes, Buffer.from('\n')]));
    const [line] = await once(child.stdout, 'data');
    return new Peer(name, child, Number(line));
  }

  cpuSeconds(): number {
    return cpuSecondsOf(this.#pid);
  }

  residentBytes(): number {
    return residentBytesOf(this.#pid);
  }

  get #pid(): number {
    return this.#child.pid ?? 0;
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

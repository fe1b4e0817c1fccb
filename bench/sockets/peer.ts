import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { bundleForNode } from '../../scripts/build.mjs';
import { inRepo } from '../../scripts/paths.mjs';
import { SERVER_CORE } from '../cores.ts';
import { cpuSecondsOf, residentBytesOf, threadSecondsOf } from '../process-figures.ts';
import { compileC } from '../programs.ts';
import { answerBytes } from './raw-protocol.ts';

export type ServerName = 'ours' | 'ws' | 'socket.io' | 'node:net' | 'C';
type ProgramName = ServerName | 'passing on';

const programs: Record<ProgramName, string | null> = {
  // Not TypeScript, but a program to compile.
  C: null,
  ours: 'our-server',
  ws: 'ws-server',
  'socket.io': 'socket-io-server',
  'node:net': 'net-server',
  'passing on': 'passing-server',
};

/** A server under test, pinned to a core of its own. */
export class Peer<Name extends ProgramName = ServerName> {
  readonly name: Name;
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(name: Name, child: ChildProcess, port: number) {
    this.name = name;
    this.#child = child;
    this.port = port;
  }

  /** `env` is given to the server beside what this process has. */
  static async start<Name extends ProgramName>(name: Name, env: Record<string, string> = {}): Promise<Peer<Name>> {
    const program = programs[name];
    const command = program === null ? [compileRaw()] : [process.execPath, await bundleOf(program)];
    const child = spawn('taskset', ['-c', SERVER_CORE, ...command], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    if (program === null) child.stdin.write(Buffer.concat([answerBytes, Buffer.from('\n')]));
    const [line] = await once(child.stdout, 'data');
    return new Peer(name, child, Number(line));
  }

  cpuSeconds(): number {
    return cpuSecondsOf(this.#pid);
  }

  /** Of the thread that runs its code alone. */
  threadSeconds(): number {
    return threadSecondsOf(this.#pid);
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

const bundles = inRepo('.cache/bench-servers');
let bundled: Promise<void> | null = null;

/**
 * As the product is built. What runs TypeScript as it is gives each function with a name a property of its own, which
 * costs a server that makes functions for each socket a fifth of its memory.
 */
async function bundleOf(program: string): Promise<string> {
  const entries = Object.values(programs).flatMap((name) => (name === null ? [] : [inFolder(`${name}.ts`)]));
  bundled ??= bundleForNode('servers of the bench', entries, bundles);
  await bundled;
  return join(bundles, `${program}.js`);
}

let compiled: string | null = null;

function compileRaw(): string {
  if (compiled) return compiled;
  const { program, remove } = compileC(inFolder('raw.c'));
  process.once('exit', remove);
  compiled = program;
  return program;
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { pin } from './pin.ts';
import type { FromWorker, Task, ToWorker } from './worker-messages.ts';

export interface FleetListener {
  preparing(done: number, of: number): void;
  ticked(worker: number, tick: Extract<FromWorker, { type: 'tick' }>): void;
  /** One of the processes cannot go on, and so nothing can. */
  failed(reason: string): void;
}

const STOP_LIMIT_MS = 15_000;

/** The processes that the bots are in. */
export class Fleet {
  readonly #workers: ChildProcess[] = [];
  readonly #listener: FleetListener;
  readonly #progress = new Map<number, { done: number; of: number }>();
  #unready = 0;
  #emptyBytes = 0;
  #isReady: () => void = () => {};
  #isStopping = false;

  constructor(listener: FleetListener) {
    this.#listener = listener;
  }

  /** What all processes took before any bot had a connection. */
  get emptyBytes(): number {
    return this.#emptyBytes;
  }

  /** Starts a process for each task and has all people sign in and get their tickets. */
  async prepare(worker: string, tasks: readonly Task[], cores: readonly number[] | null): Promise<void> {
    this.#unready = tasks.length;
    const ready = new Promise<void>((resolve) => {
      this.#isReady = resolve;
    });
    for (const task of tasks) await this.#start(worker, task, cores);
    await ready;
  }

  start(atMs: number): void {
    this.#tell({ type: 'start', atMs });
  }

  /** Resolves when all have told what they measured last. One that does not is ended. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const living = this.#workers.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    const ended = Promise.all(living.map((child) => once(child, 'exit')));
    this.#tell({ type: 'stop' });
    const kill = setTimeout(() => this.kill(), STOP_LIMIT_MS);
    await ended;
    clearTimeout(kill);
  }

  kill(): void {
    this.#isStopping = true;
    for (const child of this.#workers) child.kill('SIGKILL');
  }

  async #start(worker: string, task: Task, cores: readonly number[] | null): Promise<void> {
    const child = fork(worker, [], {
      execArgv: ['--enable-source-maps'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#workers.push(child);
    child.on('message', (message: FromWorker) => this.#received(task.index, message));
    child.once('exit', (code, signal) => {
      if (!this.#isStopping) this.#listener.failed(`a process of bots ended with ${code ?? signal}`);
    });
    child.send({ type: 'prepare', task } satisfies ToWorker);
    if (cores) await pin(child.pid ?? 0, cores[task.index % cores.length] ?? 0);
  }

  #received(index: number, message: FromWorker): void {
    switch (message.type) {
      case 'preparing':
        this.#progress.set(index, message);
        this.#listener.preparing(this.#sum('done'), this.#sum('of'));
        return;
      case 'tick':
        this.#listener.ticked(index, message);
        return;
      case 'failed':
        this.#listener.failed(message.reason);
        return;
      case 'ready':
        this.#unready -= 1;
        this.#emptyBytes += message.emptyBytes;
        if (this.#unready === 0) this.#isReady();
        return;
      default:
        message satisfies never;
    }
  }

  #sum(what: 'done' | 'of'): number {
    return [...this.#progress.values()].reduce((all, each) => all + each[what], 0);
  }

  #tell(message: ToWorker): void {
    for (const child of this.#workers) if (child.connected) child.send(message, () => {});
  }
}

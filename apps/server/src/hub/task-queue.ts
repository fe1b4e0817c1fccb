type Task = () => Promise<void>;

/** What the smallest task is charged, so that a bound in bytes bounds their number too. */
const LEAST_BYTES = 1024;

/** Runs tasks one after the other, in order. A task that fails is reported, and the next one runs. */
export class TaskQueue {
  readonly #maxBytes: number;
  readonly #failed: (error: unknown) => void;
  #tasks: { run: Task; bytes: number }[] = [];
  #bytes = 0;
  #isRunning = false;

  constructor(maxBytes: number, failed: (error: unknown) => void) {
    this.#maxBytes = maxBytes;
    this.#failed = failed;
  }

  /** False, and the task will not run, where more than `maxBytes` would wait. */
  push(run: Task, size: number): boolean {
    const bytes = Math.max(size, LEAST_BYTES);
    if (this.#bytes + bytes > this.#maxBytes) return false;
    this.#enqueue(run, bytes);
    return true;
  }

  /** Runs after what waits now, whatever the bound. */
  pushLast(run: Task): void {
    this.#enqueue(run, 0);
  }

  /** Drops what waits. What runs, runs to its end. */
  clear(): void {
    for (const { bytes } of this.#tasks) this.#bytes -= bytes;
    this.#tasks = [];
  }

  #enqueue(run: Task, bytes: number): void {
    this.#bytes += bytes;
    this.#tasks.push({ run, bytes });
    if (!this.#isRunning) void this.#runAll();
  }

  async #runAll(): Promise<void> {
    this.#isRunning = true;
    for (let task = this.#tasks.shift(); task; task = this.#tasks.shift()) {
      await task.run().catch(this.#failed);
      this.#bytes -= task.bytes;
    }
    this.#isRunning = false;
  }
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { FlagError } from './flags.ts';

/** Keeps a process, with all its threads, on one core. Throws a {@link FlagError} where that cannot be done. */
export async function pin(pid: number, core: number): Promise<void> {
  try {
    await promisify(execFile)('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(pid)]);
  } catch {
    throw new FlagError(`no process could be pinned to core ${core}: that needs taskset (Linux), and the core`);
  }
}

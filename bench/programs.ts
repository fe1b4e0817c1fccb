import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { temporaryFolder } from '../scripts/built-server.mjs';

/** Builds a program of one C file. Throws where there is no C compiler. */
export function compileC(source: string): { program: string; remove(): void } {
  const { path, remove } = temporaryFolder();
  const program = join(path, 'program');
  execFileSync('cc', ['-O2', '-o', program, source]);
  return { program, remove };
}

/** Keeps a process, with all its threads, on some processors, as `taskset` writes them. False where that cannot be done. */
export function pin(pid: number, processors: string): boolean {
  try {
    execFileSync('taskset', ['-a', '-p', '-c', processors, String(pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

import { cpus } from 'node:os';
import { pin } from './programs.ts';

/** What is measured has a core of its own, and what measures has another. */
export const SERVER_CORE = '0';
const GENERATOR_CORE = '1';

/** Keeps this process, the generator of load, off the servers' core. What it starts stays with it unless it is pinned. */
export function pinGenerator(): void {
  if (cpus().length < 2 || !pin(process.pid, GENERATOR_CORE)) {
    throw new Error('The bench needs taskset, and two cores.');
  }
}

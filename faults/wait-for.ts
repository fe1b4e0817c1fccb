import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 50;

/** Resolves once `holds`; rejects, naming what was waited for, where it does not within `limitMs`. */
export async function waitFor(what: string, holds: () => boolean | Promise<boolean>, limitMs: number): Promise<void> {
  for (const deadline = Date.now() + limitMs; !(await holds()); await delay(POLL_MS)) {
    if (Date.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}`);
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../lib/clock.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** The database cannot be used. The message is the one line that the operator reads. */
export class DatabaseUnavailable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DatabaseUnavailable';
  }
}

export interface Wait {
  /** How the operator knows the server: host and port, never the password. */
  readonly name: string;
  readonly waitMs: number;
  readonly clock: Clock;
  readonly onRetry?: (reason: string) => void;
  readonly pause?: (ms: number) => Promise<unknown>;
  /** From 0 to 1: spreads servers that start together. */
  readonly random?: () => number;
}

/**
 * Tries until the server answers, with growing pauses. Throws {@link DatabaseUnavailable} once the time is over, and at
 * once where waiting cannot help: a wrong password, a database that is not there.
 */
export async function waitForServer(attempt: () => Promise<unknown>, wait: Wait): Promise<void> {
  const { name, waitMs, clock, onRetry, pause = delay, random = Math.random } = wait;
  const deadline = clock.now() + waitMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      await attempt();
      return;
    } catch (error) {
      const reason = reasonOf(error);
      if (isFinal(error)) throw new DatabaseUnavailable(`the database at ${name} refuses this server (${reason})`);
      const leftMs = deadline - clock.now();
      if (leftMs <= 0) {
        throw new DatabaseUnavailable(`the database at ${name} did not answer within ${waitMs / 1000} s (${reason})`);
      }
      onRetry?.(reason);
      await pause(Math.min(pauseMs * (0.5 + random() / 2), leftMs));
    }
  }
}

/** SQLSTATE class 28 is a failed login, 3D000 an unknown database, 42501 a missing right. All else may pass. */
function isFinal(error: unknown): boolean {
  const code = codeOf(error);
  return code.startsWith('28') || code === '3D000' || code === '42501';
}

/** Where a host has several addresses, Node's error holds those of all of them and no message. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message || codeOf(error) || 'unknown error').replaceAll('\n', ' ');
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

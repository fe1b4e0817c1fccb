import { setTimeout as delay } from 'node:timers/promises';
import type { Journal, JournalEntry, JournalReader } from '../room/journal.ts';
import { retryDelayMs } from './journal-retry.ts';

const BATCH = 100;
const CLOSING_TRIES = 3;

type Handle = (entries: JournalEntry[]) => Promise<void>;

/** A journal for a gateway and a hub in one process. What is not yet handled is lost where the process dies. */
export class MemoryJournal implements Journal, JournalReader {
  readonly #entries: JournalEntry[] = [];
  readonly #pause: (ms: number) => Promise<unknown>;
  #handle: Handle | null = null;
  #running: Promise<void> | null = null;
  #isClosing = false;

  constructor(pause: (ms: number) => Promise<unknown> = delay) {
    this.#pause = pause;
  }

  append(entry: JournalEntry): void {
    this.#entries.push(entry);
    this.#wake();
  }

  start(handle: Handle): void {
    this.#handle = handle;
    this.#wake();
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#running;
  }

  #wake(): void {
    if (!this.#handle || this.#running) return;
    this.#running = this.#drain(this.#handle).finally(() => {
      this.#running = null;
    });
  }

  async #drain(handle: Handle): Promise<void> {
    // Entries of one turn of the event loop go as one batch.
    await Promise.resolve();
    for (let failures = 0; this.#entries.length > 0; ) {
      const batch = this.#entries.slice(0, BATCH);
      const isHandled = await handle(batch).then(
        () => true,
        () => false,
      );
      if (isHandled) this.#entries.splice(0, batch.length);
      failures = isHandled ? 0 : failures + 1;
      if (this.#isClosing && failures >= CLOSING_TRIES) return;
      if (failures > 0) await this.#pause(retryDelayMs(failures));
    }
  }
}

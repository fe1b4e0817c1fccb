import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../lib/logger.ts';
import type { RedisClient } from '../lib/redis.ts';
import { redisScript, runScript } from '../lib/redis-script.ts';
import type { Journal, JournalEntry } from '../room/journal.ts';
import { retryDelayMs } from './journal-retry.ts';

export const JOURNAL_KEY = 'journal';
/** About 40 MB in Redis. What readers have not taken by then is lost, oldest first. */
const ENTRIES_KEPT = 100_000;
/** What a pod remembers while Redis is away. */
const QUEUE_LIMIT = 20_000;
const BATCH = 500;
const CLOSING_TRIES = 3;
/** A week: a journal that nobody has written to for so long belongs to nobody. */
const TTL_MS = 7 * 24 * 3_600_000;

/** All of a batch or nothing, so that a retry keeps the order. */
const appendAll = redisScript(`
local arg = cjson.decode(ARGV[1])
for _, entry in ipairs(arg.entries) do
  redis.call('XADD', KEYS[1], 'MAXLEN', '~', arg.kept, '*', 'entry', entry)
end
redis.call('PEXPIRE', KEYS[1], arg.ttlMs)
`);

/**
 * Tells the gateways through a Redis Stream. Entries of one turn of the event loop go in one round trip, which nobody
 * waits for; a batch whose answer was lost is sent again, so a reader may see it twice.
 */
export class RedisJournal implements Journal {
  readonly #redis: RedisClient;
  readonly #log: Logger;
  readonly #pause: (ms: number) => Promise<unknown>;
  #entries: JournalEntry[] = [];
  #running: Promise<void> | null = null;
  #isClosing = false;

  constructor(redis: RedisClient, log: Logger, pause: (ms: number) => Promise<unknown> = delay) {
    this.#redis = redis;
    this.#log = log;
    this.#pause = pause;
  }

  append(entry: JournalEntry): void {
    this.#entries.push(entry);
    this.#running ??= this.#drain().finally(() => {
      this.#running = null;
    });
  }

  /** Resolves when all that was appended is in Redis, or the last try failed. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#running;
  }

  async #drain(): Promise<void> {
    await Promise.resolve();
    for (let failures = 0; this.#entries.length > 0; ) {
      const batch = this.#entries.splice(0, BATCH);
      const error = await this.#send(batch);
      failures = error ? failures + 1 : 0;
      if (!error) continue;
      this.#putBack(batch);
      this.#log.warn({ err: error, entries: this.#entries.length }, 'journal cannot be written');
      if (this.#isClosing && failures >= CLOSING_TRIES) return;
      await this.#pause(retryDelayMs(failures));
    }
  }

  async #send(batch: JournalEntry[]): Promise<unknown> {
    const entries = batch.map((entry) => JSON.stringify(entry));
    try {
      await runScript(this.#redis, appendAll, [JOURNAL_KEY], { entries, kept: ENTRIES_KEPT, ttlMs: TTL_MS });
      return null;
    } catch (error) {
      return error;
    }
  }

  #putBack(batch: JournalEntry[]): void {
    const entries = [...batch, ...this.#entries];
    this.#entries = entries.slice(-QUEUE_LIMIT);
    const lost = entries.length - this.#entries.length;
    if (lost > 0) this.#log.error({ lost }, 'journal entries lost: Redis is away for too long');
  }
}
